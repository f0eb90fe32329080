"""The rules of the catalogue: one function per rule, each with the source of what it demands.

A rule looks at one entry (an item or a bundle) with the whole catalogue beside it and yields what is wrong. `RULES` is
the list of them by the code that an error shows.
"""

from collections.abc import Callable, Iterable, Mapping

from services.intake.catalog.model import Catalog, Entry, Finding
from services.intake.catalog.rules import (
    bundles,
    cases,
    clauses,
    commitments,
    evidence,
    hearings,
    identity,
    limits,
    proactive,
    references,
    stages,
    visits,
)

Rule = Callable[[Entry, Catalog], Iterable[Finding]]

RULES: Mapping[str, Rule] = {
    "file-name": identity.file_is_named_by_code,
    "duplicate-code": identity.codes_are_unique,
    "texts": identity.texts_are_in_both_languages,
    "legal-basis": identity.legal_basis_is_named,
    "sources": identity.sources_are_named_or_admitted_missing,
    "channel-counter": identity.counter_is_always_open,
    "promised-limit": limits.promised_is_within_statutory,
    "statutory-limit": limits.statutory_is_within_law,
    "extension-limit": limits.extension_is_within_law,
    "delivery-limit": limits.delivery_is_within_law,
    "acceptance-limit": limits.acceptance_is_within_law,
    "supplement-limit": limits.supplement_is_reasonable,
    "supplement-after-acceptance": limits.supplement_after_acceptance_is_an_items,
    "yellow-light": limits.yellow_leaves_time_to_act,
    "late-material": limits.late_material_is_secondary_and_in_time,
    "commitment-field": commitments.commitments_are_outside_the_excluded_fields,
    "commitment": commitments.commitments_stand_for_what_is_needed,
    "commitment-renewal": commitments.commitments_are_read_by_somebody,
    "visits-declared": visits.visits_are_none_or_one,
    "visits-exceeded": visits.steps_fit_the_declared_visits,
    "department": references.departments_are_known,
    "register": references.registers_and_fields_are_known,
    "fact-subject": references.facts_are_asked_about_the_right_subject,
    "form-reference": references.form_fields_are_declared,
    "options": references.enum_fields_have_options,
    "supplied-by": evidence.supplying_facts_are_declared,
    "once-only": evidence.nothing_held_is_asked_for,
    "once-only-form": evidence.no_question_repeats_a_fact,
    "stage-after": stages.order_is_known_and_without_cycles,
    "stage-limit": stages.steps_fit_the_promise,
    "two-officers": stages.inspections_have_two_officers,
    "clause": clauses.clauses_compile,
    "clause-name": clauses.clauses_use_declared_names,
    "clause-function": clauses.clauses_call_allowed_functions,
    "instant-document": clauses.no_grant_rests_on_what_nobody_has_seen,
    "clause-type": cases.clauses_fit_the_types_of_facts,
    "rule-case": cases.cases_come_out_as_they_say,
    "rule-cases": cases.every_clause_has_a_case,
    "proactive-register": proactive.its_register_is_read_by_people,
    "proactive-clause": proactive.its_clauses_use_facts_of_the_register,
    "proactive-case": proactive.its_cases_come_out_as_they_say,
    "proactive-cases": proactive.every_clause_of_it_has_a_case,
    "proactive-ask": proactive.it_asks_for_nothing_but_what_it_says,
    "proactive-aged": proactive.it_leaves_out_by_a_date,
    "hearing": hearings.hearing_is_within_law,
    "renewal": clauses.renewal_is_by_a_date_and_in_time,
    "bundle-item": bundles.items_are_known,
    "bundle-needs": bundles.needs_are_known_and_without_cycles,
    "bundle-feed": bundles.results_feed_those_who_need_them,
    "bundle-agree": bundles.items_agree_on_what_they_share,
    "bundle-limits": bundles.limits_cover_those_of_the_items,
    "bundle-renewal": bundles.no_item_is_renewed_by_silence,
}
