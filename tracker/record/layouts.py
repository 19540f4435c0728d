"""The layout of every kind of record, made from the registry; the few that differ from the rule say so here."""

from __future__ import annotations

from functools import cache

from tracker.bundle.entities import ABOUT_KINDS, ALIAS, EXTERNAL_ID, SLUGGED, Entity, Field, every_entity
from tracker.record.columns import ATTACHED, CONFIRMATION, TYPES, Layout, Target, literal, quoted

DEFAULTS = {"certainty": "'certain'", "approximate": "false", "markers": "'[]'::jsonb", "terms": "'[]'::jsonb"}
IN_PROCESS_OF_DEMAND = ("version", "citation", "ending", "link", "settlement")
# In the order in which records can be written: what is referred to comes first.
FIRST = ("actor", "place", "topic", "attribute", "code", "process")
KEYS = {
    "citation": ("version_id", "document_id", "passage_id", "speaker_id", "via_document_id"),
    "direction": ("version_id", "from_version_id"),
}


@cache
def in_order() -> tuple[Layout, ...]:
    """The layouts of all kinds of record, each after those that it refers to."""
    entities = {entity.name: entity for entity in every_entity()}
    rest = [name for name in entities if name not in FIRST]
    rest.insert(rest.index("agreement") + 1, CONFIRMATION.name)
    rest.insert(rest.index("document") + 1, ATTACHED.name)
    entities |= {entity.name: entity for entity in (CONFIRMATION, ATTACHED)}
    return tuple(layout(entities[name]) for name in (*FIRST, *rest))


@cache
def layout(entity: Entity) -> Layout:
    if entity in (EXTERNAL_ID, ALIAS):
        return _of_any_owner(entity)
    made = Layout(entity, key=KEYS.get(entity.name) or tuple(_column(entity, name) for name in entity.key))
    targets: list[Target] = []
    for name in entity.key:
        if _field_of(entity, name) is None:
            made.staged[name] = "text"
            targets += _parent(entity, name, made)
    for item in entity.fields:
        if item.kind in ("refs", "file"):
            continue
        for name in item.stored:
            made.staged[name] = "text" if name != item.name else TYPES.get(item.kind, "text")
        targets += _field(entity, item, made)
    if entity.name in IN_PROCESS_OF_DEMAND:
        targets.append(_process(targets))
    return Layout(entity, made.staged, tuple(targets), made.key, made.shown)


def slug_of(entity: str, id_: str) -> str:
    return f"(SELECT x.slug FROM tracker.{entity} x WHERE x.id = {id_})"


def find(alias: str, entity: str, slug: str) -> tuple[str, tuple[str, ...]]:
    """SQL for the id of a slug, or of one that a record bore before, and the joins that it needs."""
    join = f"LEFT JOIN tracker.{entity} {alias} ON {alias}.slug = {slug}"
    if entity not in SLUGGED:
        return f"{alias}.id", (join,)
    older = f"LEFT JOIN older {alias}_older ON {alias}_older.entity = '{entity}'"
    return f"coalesce({alias}.id, {alias}_older.record_id)", (join, f"{older} AND {alias}_older.alias = {slug}")


def _field_of(entity: Entity, name: str) -> Field | None:
    return next((item for item in entity.fields if item.name == name), None)


def _column(entity: Entity, name: str) -> str:
    """The column of the live table for a part of the key."""
    found = _field_of(entity, name)
    if found is None or found.kind in ("ref", "code"):
        return f"{name}_id"
    return found.column or name


def _process(targets: list[Target]) -> Target:
    """The process of the demand (of a settlement: of the agreement) that a record belongs to."""
    owner = next(t for t in targets if t.column in ("demand_id", "agreement_id"))
    return Target("process_id", f"(SELECT x.process_id FROM tracker.{owner.to} x WHERE x.id = {owner.value})", ())


def _parent(entity: Entity, name: str, made: Layout) -> list[Target]:
    """A part of the key that the record has from the one around it."""
    if name == "version":
        demand, _ = find("p_demand", "demand", "s.demand")
        join = f"LEFT JOIN tracker.version p_version ON p_version.demand_id = {demand} AND p_version.name = s.version"
        made.shown[name] = "(SELECT x.name FROM tracker.version x WHERE x.id = t.version_id)"
        return [Target("version_id", "p_version.id", (name,), (join,), to="version")]
    value, joins = find(f"p_{name}", name, f"s.{name}")
    if name == "demand" and entity.name == "direction":  # known by its version alone
        version = "SELECT x.demand_id FROM tracker.version x WHERE x.id = t.version_id"
        made.shown[name] = slug_of("demand", f"({version})")
        return [Target("", value, (name,), joins)]
    made.shown[name] = slug_of(name, f"t.{name}_id")
    return [Target(f"{name}_id", value, (name,), joins, to=name)]


def _field(entity: Entity, item: Field, made: Layout) -> list[Target]:
    match item.kind:
        case "ref":
            return _reference(entity, item, made)
        case "code":
            return _code(item, made)
        case "label" if item.column != "label":
            return _passage(entity, item, made)
        case "coarse" | "coarse-end":
            for name in item.stored:
                made.shown[name] = f"t.{name}"
            return [Target(name, f"s.{name}", item.stored) for name in item.stored]
        case "digest":
            made.shown[item.name] = f"encode(t.{item.name}, 'hex')"
            return [Target(item.name, f"decode(s.{item.name}, 'hex')", (item.name,))]
    if entity.name == "assessment" and item.name == "about":
        return _about(made)
    if entity.name == "direction" and item.name == "from":
        return _from_version(made)
    return _plain(item, made)


def _plain(item: Field, made: Layout) -> list[Target]:
    column = "ordinal" if item.name == "order" else item.column or item.name
    made.shown[item.name] = f"to_jsonb(t.{column})" if item.kind == "texts" else f"t.{column}"
    if made.entity is ATTACHED:  # it is told by its digest
        made.shown[item.name] = f"encode(sha256(convert_to(t.{column}, 'UTF8')), 'hex')"
    cast = "ARRAY(SELECT jsonb_array_elements_text({}))" if item.kind == "texts" else "{}"
    return [Target(column, f"s.{quoted(item.name)}", (item.name,), default=DEFAULTS.get(item.name), cast=cast)]


def _reference(entity: Entity, item: Field, made: Layout) -> list[Target]:
    column = f"{item.name}_id"
    if item.name == "parent":
        shown = "label" if entity.name == "passage" else "slug"
        made.shown[item.name] = f"(SELECT x.{shown} FROM tracker.{entity.name} x WHERE x.id = t.parent_id)"
        return [Target(column, "s.parent", (item.name,), to=entity.name, late=True)]
    made.shown[item.name] = slug_of(item.to, f"t.{column}")
    value, joins = find(f"j_{item.name}", item.to, f"s.{item.name}")
    if entity.name == "link":
        return [_end_of_link(item.name, value, joins, made)]
    return [Target(column, value, (item.name,), joins, to=item.to)]


def _end_of_link(name: str, value: str, joins: tuple[str, ...], made: Layout) -> Target:
    """`opposes` is symmetric and stored once: the lower id first; shown with the lower slug first."""
    one, _ = find("j_demand", "demand", "s.demand")
    other, _ = find("j_other_demand", "demand", "s.other_demand")
    of_ids, of_slugs = ("least", "min") if name == "demand" else ("greatest", "max")
    both = f"CASE WHEN {one} IS NOT NULL AND {other} IS NOT NULL THEN {of_ids}({one}, {other}) END"
    ends = 'SELECT x.slug COLLATE "C" AS slug FROM tracker.demand x WHERE x.id IN (t.demand_id, t.other_demand_id)'
    made.shown[name] = (
        f"CASE t.relation WHEN 'opposes' THEN (SELECT {of_slugs}(e.slug) FROM ({ends}) e) ELSE {made.shown[name]} END"
    )
    value = f"CASE s.relation WHEN 'opposes' THEN {both} ELSE {value} END"
    return Target(f"{name}_id", value, (name,), joins, to="demand")


def _code(item: Field, made: Layout) -> list[Target]:
    attribute = f"(SELECT a.id FROM tracker.attribute a WHERE a.slug = {literal(item.to)})"
    found = f"j_{item.name}"
    join = f"LEFT JOIN tracker.code {found} ON {found}.attribute_id = {attribute} AND {found}.slug = s.{item.name}"
    made.shown[item.name] = slug_of("code", f"t.{item.name}_id")
    return [Target(f"{item.name}_id", f"{found}.id", (item.name,), (join,), to="code")]


def _passage(entity: Entity, item: Field, made: Layout) -> list[Target]:
    """A label, found in the document that is named beside it or stands there already."""
    document = item.name.replace("passage", "document")
    owner, _ = find(f"j_{document}", "document", f"s.{document}")
    if entity.name in SLUGGED:
        stands = f"coalesce(own.{document}_id, renamed.{document}_id)"
        named = f"s.{document} IS NOT NULL OR s.named & {made.mask((document,))} <> 0"
        owner = f"CASE WHEN {named} THEN {owner} ELSE {stands} END"
    found = f"j_{item.name}"
    join = f"LEFT JOIN tracker.passage {found} ON {found}.document_id = {owner} AND {found}.label = s.{item.name}"
    made.shown[item.name] = f"(SELECT x.label FROM tracker.passage x WHERE x.id = t.{item.name}_id)"
    return [Target(f"{item.name}_id", f"{found}.id", (item.name,), (join,), to="passage")]


def _from_version(made: Layout) -> list[Target]:
    demand, _ = find("p_demand", "demand", "s.demand")
    join = f'LEFT JOIN tracker.version j_from ON j_from.demand_id = {demand} AND j_from.name = s."from"'
    made.shown["from"] = "(SELECT x.name FROM tracker.version x WHERE x.id = t.from_version_id)"
    return [Target("from_version_id", "j_from.id", ("from",), (join,), to="version")]


def _about(made: Layout) -> list[Target]:
    """What an assessment is about: one column for each kind, found by `about_kind` and `about`."""
    named = ("about", "about_kind")
    about_kind = "coalesce(s.about_kind, own.about_kind, renamed.about_kind)"
    targets = []
    for kind in ABOUT_KINDS:
        if kind != "process":
            slug = "split_part(s.about, '#', 1)" if kind == "document" else "s.about"
            value, joins = find(f"j_{kind}_about", kind, f"{slug} AND {about_kind} = '{kind}'")
            targets.append(Target(f"about_{kind}_id", value, named, joins))
    owner = targets[-1].value
    join = (
        f"LEFT JOIN tracker.passage j_about_passage ON j_about_passage.document_id = {owner}"
        " AND j_about_passage.label = nullif(split_part(s.about, '#', 2), '')"
    )
    targets.append(Target("about_passage_id", "j_about_passage.id", named, (join,)))
    kinds = "".join(f" WHEN '{kind}' THEN {slug_of(kind, f't.about_{kind}_id')}" for kind in ABOUT_KINDS[:3])
    label = "(SELECT x.label FROM tracker.passage x WHERE x.id = t.about_passage_id)"
    made.shown["about"] = (
        f"CASE t.about_kind WHEN 'process' THEN {slug_of('process', 't.process_id')}{kinds}"
        f" ELSE {slug_of('document', 't.about_document_id')} || coalesce('#' || {label}, '') END"
    )
    return targets


def _of_any_owner(entity: Entity) -> Layout:
    """Aliases and external ids: they belong to a record of any kind that has a slug."""
    every = " UNION ALL ".join(f"SELECT '{name}' AS entity, slug, id FROM tracker.{name}" for name in SLUGGED)
    joins = (
        f"LEFT JOIN ({every}) owner ON owner.entity = s.entity AND owner.slug = s.key",
        "LEFT JOIN older owner_older ON owner_older.entity = s.entity AND owner_older.alias = s.key",
    )
    found = "coalesce(owner.id, owner_older.record_id)"
    owners = [Target(f"{n}_id", f"CASE s.entity WHEN '{n}' THEN {found} END", ("key",), joins) for n in SLUGGED]
    own = {"alias": "alias"} if entity is ALIAS else {"scheme": "scheme", "id": "value"}
    slugs = " ".join(f"WHEN '{name}' THEN {slug_of(name, 't.record_id')}" for name in SLUGGED)
    shown = {"entity": "t.entity", "key": f"CASE t.entity {slugs} END"}
    return Layout(
        entity,
        {"entity": "text", "key": "text", **dict.fromkeys(own, "text")},
        (*owners, *(Target(column, f"s.{name}", (name,)) for name, column in own.items())),
        (*(target.column for target in owners), *own.values()),
        shown | {name: f"t.{column}" for name, column in own.items()},
    )
