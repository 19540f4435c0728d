"""What came of demands, and what is said about them: responses, agreements, figures, assessments."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from tracker.bundle.entities import ABOUT_KINDS
from tracker.model.base import certainty, coarse, evidence, one_of, record, ref, slug, together, words

response = record(
    "response",
    "Another party's answer to a demand, a passage or a whole document.",
    slug("Key of the response."),
    ref("process", "process", "Its process."),
    Column("demand_id", BigInteger, comment="The demand that is answered, if it is one."),
    ref("on_document", "document", "The document that is answered, if it is one.", required=False),
    Column("on_passage_id", BigInteger, comment="The passage of it that is answered."),
    ref("party", "actor", "Who answers."),
    ref("answer", "code", "The answer: a code of the attribute answer."),
    coarse("responded_on", "responded_precision", "When; the document's date where nothing stands."),
    coarse("until_date", "until_precision", "Last day for which it holds or until which it is put off.", end=True),
    certainty(),
    words("summary", "The answer in our words."),
    evidence(),
    together(("demand_id", "process_id"), "demand", ("id", "process_id")),
    together(("on_passage_id", "on_document_id"), "passage", ("id", "document_id")),
    CheckConstraint("num_nonnulls(demand_id, on_document_id) = 1", name="subject"),
    CheckConstraint("on_passage_id IS NULL OR on_document_id IS NOT NULL", name="on_passage"),
    Index(None, "demand_id", postgresql_where=text("demand_id IS NOT NULL")),
    Index(None, "on_passage_id", postgresql_where=text("on_passage_id IS NOT NULL")),
)

agreement = record(
    "agreement",
    "What parties agreed at a date.",
    slug("Key of the agreement."),
    ref("process", "process", "Its process.", index=False),
    coarse("agreed_on", "agreed_precision", "When; the document's date where nothing stands."),
    ref("meeting", "meeting", "The meeting at which it was made.", required=False),
    certainty(),
    words("summary", "What was agreed, in our words.", required=True),
    evidence(),
    Column(
        "terms",
        JSONB,
        nullable=False,
        server_default=text("'[]'"),
        comment="The typed facts; see analysis.agreement_term.",
    ),
    UniqueConstraint("id", "process_id"),
    Index(None, "process_id"),
)

confirmation = record(
    "confirmation",
    "Who confirms an agreement.",
    ref("agreement", "agreement", "The agreement.", index=False),
    ref("actor", "actor", "Who confirms it."),
    UniqueConstraint("agreement_id", "actor_id"),
)

settlement = record(
    "settlement",
    "Which demand an agreement settles, and how far. Settled fully, the demand ends as agreed.",
    Column("process_id", BigInteger, nullable=False, comment="The process of both."),
    Column("agreement_id", BigInteger, nullable=False, comment="The agreement."),
    Column("demand_id", BigInteger, nullable=False, comment="The demand."),
    one_of("extent", ("fully", "partly"), "How far."),
    together(("agreement_id", "process_id"), "agreement", ("id", "process_id")),
    together(("demand_id", "process_id"), "demand", ("id", "process_id")),
    UniqueConstraint("agreement_id", "demand_id"),
    Index(None, "demand_id"),
)

figure = record(
    "figure",
    "A number claimed by somebody about something. Two claimants stand side by side.",
    slug("Key of the figure."),
    ref("process", "process", "Its process."),
    ref("metric", "code", "What is counted or measured: a code of the attribute metric."),
    ref("about", "code", "About what: a code of the attribute about.", required=False),
    Column("amount_min", Numeric, comment="The lower bound; both equal where the number is exact."),
    Column("amount_max", Numeric, comment="The upper bound; null where it is open."),
    ref("unit", "code", "The unit: a code of the attribute unit.", index=False),
    Column("approximate", Boolean, nullable=False, server_default="false", comment="Whether the source says roughly."),
    words("wording", "The source's phrase, where it gives no digits."),
    coarse("as_of", "as_of_precision", "The date for which it holds."),
    coarse("from_date", "from_precision", "First day of the period that it counts."),
    coarse("to_date", "to_precision", "Last day of that period.", end=True),
    ref("claimant", "actor", "Who claims it."),
    one_of("basis", ("verified", "claimed", "estimated", "measured"), "On what basis."),
    evidence(),
    CheckConstraint("amount_min <= amount_max", name="bounds"),
    CheckConstraint("num_nonnulls(amount_min, amount_max, wording) > 0", name="amount"),
    *(
        CheckConstraint(f"{name} NOT IN ('NaN', 'Infinity', '-Infinity')", name=name)
        for name in ("amount_min", "amount_max")
    ),
)

assessment = record(
    "assessment",
    "A judgement or claim by an observer, a party or a court. Never a demand.",
    slug("Key of the assessment."),
    ref("process", "process", "Its process."),
    ref("assessor", "actor", "Who judges or claims."),
    one_of("standing", ("observer", "party", "court"), "As what."),
    one_of("basis", ("assessed", "claimed", "ruled"), "On what basis."),
    coarse("assessed_on", "assessed_precision", "When; the document's date where nothing stands."),
    one_of("about_kind", ABOUT_KINDS, "What it is about; process: the process itself."),
    ref("about_demand", "demand", "The demand that it is about.", required=False),
    ref("about_topic", "topic", "The topic that it is about.", required=False),
    ref("about_actor", "actor", "The actor that it is about.", required=False),
    ref("about_document", "document", "The document that it is about.", required=False),
    Column("about_passage_id", BigInteger, comment="The passage of that document, if it is one."),
    certainty(),
    words("summary", "The judgement in our words.", required=True),
    evidence(),
    together(("about_passage_id", "about_document_id"), "passage", ("id", "document_id")),
    CheckConstraint(
        "CASE about_kind WHEN 'demand' THEN about_demand_id WHEN 'topic' THEN about_topic_id"
        " WHEN 'actor' THEN about_actor_id WHEN 'document' THEN about_document_id ELSE process_id END IS NOT NULL"
        " AND num_nonnulls(about_demand_id, about_topic_id, about_actor_id, about_document_id)"
        " = CASE about_kind WHEN 'process' THEN 0 ELSE 1 END",
        name="about",
    ),
)
