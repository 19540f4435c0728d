"""tracker response, agreement, figure, assessment: list and show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli import complete
from tracker.cli.command import command, group, pictured, reads, shows
from tracker.render.dates import day
from tracker.render.page import Listing, Record, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.query.labels import Labels
    from tracker.render.evidence import Evidence
    from tracker.render.pictures.canvas import Canvas, Caption


RESPONSES = (("who answered what, and how surely", "tracker response list"),)
RESPONSE = (("one answer with its evidence", "tracker response show ua-on-ru-memorandum"),)
AGREEMENTS = (("what was agreed so far", "tracker agreement list"),)
AGREEMENT = (("its terms, and what it settles", "tracker agreement show exchange-of-the-dead-2025-06-02"),)
FIGURES = (
    ("all numbers, claimants side by side", "tracker figure list"),
    ("all numbers about one thing", "tracker figure list --about deported-children"),
)
SERIES = (
    ("one number through time", "tracker figure series territory-occupied-share"),
    (
        "all counts of one thing side by side, drawn",
        "tracker figure series --about deported-children --to children.svg",
    ),
)
FIGURE = (("one number with its evidence", "tracker figure show children-deported-verified.ukraine"),)
ASSESSMENTS = (
    ("what an observer judges", "tracker assessment list --assessor isw"),
    ("what is judged of one demand", "tracker assessment list --about ru.withdraw-four-oblasts"),
)
ASSESSMENT = (("one judgement with its evidence", "tracker assessment show isw.prolong-the-war"),)
# What an assessment may be about. Demands come last: the beginning of their slugs is enough, and must not hide others.
ABOUT = ("topic", "actor", "document", "process", "demand")


@group((*RESPONSES, *RESPONSE))
def response() -> None:
    """Answers of one party to a demand, a passage or a whole document of another."""


@command(response, "list", RESPONSES)
@shared.process
@shared.party
@reads
def list_responses(reader: Reader, process: str | None, party: str | None) -> Listing:
    """List answers by date."""
    from tracker.query import outcomes
    from tracker.render import entries

    scope = shared.narrowed(reader, process, party, None)
    pick = {
        "date": lambda row: day(row.responded_on, row.responded_precision),
        **picked("response", "party", "answer"),
        "to": lambda row: row.demand or "#".join(filter(None, [row.on_document, row.on_passage])),
        **picked("certainty"),
    }
    rows = outcomes.responses(reader, scope)
    return Listing(outcomes.Response._fields, rows, pick, entries.Entries(rows, entries.response).told)


@command(response, "show", RESPONSE)
@click.argument("name", metavar="RESPONSE", shell_complete=complete.slugs("response"))
@shows
def show_response(reader: Reader, name: str) -> Record:
    """Show an answer and its evidence."""
    from tracker.query import names, outcomes
    from tracker.render import records

    row = outcomes.response(reader, names.resolve(reader, "response", name))
    return Record(row, {}, records.response(row, _labels(reader, row)).told)


@group((*AGREEMENTS, *AGREEMENT))
def agreement() -> None:
    """What parties agreed, who confirms it, and what it settles."""


@command(agreement, "list", AGREEMENTS)
@shared.process
@reads
def list_agreements(reader: Reader, process: str | None) -> Listing:
    """List agreements by date."""
    from tracker.query import names, outcomes
    from tracker.render import entries

    rows = outcomes.agreements(reader, names.optional(reader, "process", process))
    pick = {
        "date": lambda row: day(row.agreed_on, row.agreed_precision),
        **picked("agreement", "summary"),
        "confirmed by": lambda row: row.stated_by,
    }
    return Listing(outcomes.Agreement._fields, rows, pick, entries.Entries(rows, entries.agreement).told)


@command(agreement, "show", AGREEMENT)
@click.argument("name", metavar="AGREEMENT", shell_complete=complete.slugs("agreement"))
@shows
def show_agreement(reader: Reader, name: str) -> Record:
    """Show an agreement: its terms, its evidence, the demands that it settles."""
    from tracker.query import names, outcomes
    from tracker.render import records

    slug = names.resolve(reader, "agreement", name)
    row = outcomes.agreement(reader, slug)
    terms, settled = outcomes.agreement_terms(reader, slug), outcomes.settlements(reader, agreement=slug)
    found = _labels(reader, row, [f"{term.attribute}={term.value}" for term in terms])
    return Record(row, {"terms": terms, "settles": settled}, records.agreement(row, terms, settled, found).told)


@group((*FIGURES, *SERIES, *FIGURE))
def figure() -> None:
    """Numbers: what is claimed, by whom, on what basis. Two claimants stand side by side."""


@command(figure, "list", FIGURES)
@click.option("--metric", metavar="CODE", help="Only this metric.")
@click.option("--about", metavar="CODE", help="Only about this.")
@click.option("--claimant", metavar="SLUG", shell_complete=complete.slugs("actor"), help="Only of this claimant.")
@shared.process
@reads
def list_figures(
    reader: Reader, metric: str | None, about: str | None, claimant: str | None, process: str | None
) -> Listing:
    """List figures by subject, metric, date and claimant."""
    from tracker.query import names, outcomes
    from tracker.render import entries
    from tracker.render.values import amount

    metric, about = names.code(reader, "metric", metric), names.code(reader, "about", about)
    claimant, process = names.optional(reader, "actor", claimant), names.optional(reader, "process", process)
    pick = {
        **picked("metric", "about"),
        "amount": lambda row: amount(row) or row.wording,
        **picked("claimant", "basis"),
        "as of": lambda row: day(row.as_of, row.as_of_precision),
    }
    rows = outcomes.figures(reader, process, metric=metric, about=about, claimant=claimant)
    return Listing(outcomes.Figure._fields, rows, pick, entries.Entries(rows, entries.figure).told)


@command(figure, "show", FIGURE)
@click.argument("name", metavar="FIGURE", shell_complete=complete.slugs("figure"))
@shows
def show_figure(reader: Reader, name: str) -> Record:
    """Show a figure and its evidence."""
    from tracker.query import names, outcomes
    from tracker.render import records

    row = outcomes.figure(reader, names.resolve(reader, "figure", name))
    return Record(row, {}, records.figure(row, _labels(reader, row)).told)


@command(figure, "series", SERIES)
@click.argument("metrics", metavar="[METRIC]...", nargs=-1)
@click.option("--about", metavar="CODE", help="Only about this; without a METRIC, all metrics about it.")
@pictured
@reads
def figure_series(reader: Reader, metrics: tuple[str, ...], about: str | None) -> Listing:
    """Show a metric through time, its claimants side by side; or several metrics about one thing.

    Nothing is added up: two claimants, and two metrics, stay two.
    """
    from tracker.errors import InputError
    from tracker.query import codebook, names, outcomes
    from tracker.query.labels import labels
    from tracker.render.series import Claims, said

    if not metrics and not about:
        raise InputError(
            "nothing says which figures", "Expected a METRIC or --about; tracker figure list has them all."
        )
    about = names.code(reader, "about", about)
    for metric in metrics:
        names.code(reader, "metric", metric)
    every = metrics or sorted({row.metric for row in outcomes.figures(reader, about=about)})
    rows = [row for metric in every for row in outcomes.series(reader, metric, about)]
    found = labels(reader, actors=[row.claimant for row in rows], documents=[row.document for row in rows])
    human = Claims(rows, found.actors, found.documents)
    meant = {(code.attribute, code.code): code.definition.rstrip(".") for code in codebook.codes(reader)}
    pick = {
        "as of": lambda row: day(row.as_of, row.as_of_precision),
        **picked("metric", "about"),
        "amount": said,
        **picked("claimant", "basis"),
    }

    def draw(caption: Caption) -> Canvas:
        from tracker.render.pictures import series as picture

        asked = ("metric", metrics[0]) if len(metrics) == 1 else ("about", about or "")
        title = meant.get(asked) or ", ".join(metrics)
        return picture.draw(picture.Series(title, rows, found.actors, found.documents), caption)

    return Listing(outcomes.Figure._fields, rows, pick, human.told, picture=draw if rows else None)


@group((*ASSESSMENTS, *ASSESSMENT))
def assessment() -> None:
    """Judgements of observers and courts, and claims of parties. None of them is a demand."""


@command(assessment, "list", ASSESSMENTS)
@click.option("--assessor", metavar="SLUG", shell_complete=complete.slugs("actor"), help="Only of this actor.")
@click.option(
    "--about",
    metavar="SLUG",
    shell_complete=complete.slugs(*ABOUT),
    help="Only about this demand, topic, actor, document, passage (document#label) or process.",
)
@shared.process
@reads
def list_assessments(reader: Reader, assessor: str | None, about: str | None, process: str | None) -> Listing:
    """List assessments by date."""
    from tracker.query import names, outcomes
    from tracker.render import entries

    assessor, process = names.optional(reader, "actor", assessor), names.optional(reader, "process", process)
    pick = {
        "date": lambda row: day(row.assessed_on, row.assessed_precision),
        **picked("assessor", "basis", "about", "summary"),
    }
    about = names.any_of(reader, ABOUT, about) if about is not None else None
    rows = outcomes.assessments(reader, process, assessor=assessor, about=about)
    return Listing(outcomes.Assessment._fields, rows, pick, entries.Entries(rows, entries.assessment).told)


@command(assessment, "show", ASSESSMENT)
@click.argument("name", metavar="ASSESSMENT", shell_complete=complete.slugs("assessment"))
@shows
def show_assessment(reader: Reader, name: str) -> Record:
    """Show an assessment and its evidence."""
    from tracker.query import names, outcomes
    from tracker.render import records

    row = outcomes.assessment(reader, names.resolve(reader, "assessment", name))
    return Record(row, {}, records.assessment(row, _labels(reader, row)).told)


def _labels(reader: Reader, row: Evidence, terms: Sequence[str] = ()) -> Labels:
    from tracker.query.labels import labels

    return labels(reader, terms=terms, actors=[row.speaker], documents=[row.document])
