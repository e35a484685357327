"""Indicator codes in the order the official forms print them, and how often each result of a request is met."""

APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
)
COLUMNS = (*APPLICANTS, "total")

REASONS = {
    "granted": 34,
    "partial": 12,
    "refused.state_secret": 1,
    "refused.law_prohibited": 1,
    "refused.security_stability": 1,
    "refused.third_party": 2,
    "refused.internal_affairs": 1,
    "refused.process_info": 1,
    "refused.enforcement_file": 1,
    "refused.admin_query": 2,
    "unavailable.not_held": 32,
    "unavailable.needs_creation": 2,
    "unavailable.unclear": 1,
    "not_processed.petition": 3,
    "not_processed.duplicate": 3,
    "not_processed.publication": 1,
    "not_processed.excessive": 1,
    "not_processed.reconfirm": 1,
}
OTHER = {"f2021": {"other.correction_overdue": 3, "other.fee_unpaid": 0, "other.misc": 2}, "f2019": {"other": 5}}

# Every value of one table, in the order the official form prints them: rows of table 3, cells of tables 2 and 4.
RESULTS = {form: tuple(f"requests.result.{reason}" for reason in (*REASONS, *OTHER[form])) for form in OTHER}
TABLE3 = {
    form: ("requests.new", "requests.carried_in", *results, "requests.result.total", "requests.carried_out")
    for form, results in RESULTS.items()
}
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
TABLE4 = tuple(
    f"{route}.{outcome}" for route in ("review", "litigation.direct", "litigation.after_review") for outcome in OUTCOMES
)
TABLE2 = {
    "f2021": (
        *(f"disclosure.rules.{part}" for part in ("issued", "repealed", "in_force")),
        *(f"disclosure.normative_docs.{part}" for part in ("issued", "repealed", "in_force")),
        "disclosure.licensing.decisions",
        "disclosure.penalty.decisions",
        "disclosure.coercion.decisions",
        "disclosure.admin_fees.amount",
    ),
    "f2019": (
        *(f"disclosure.rules.{part}" for part in ("newly_made", "newly_disclosed", "total_disclosed")),
        *(f"disclosure.normative_docs.{part}" for part in ("newly_made", "newly_disclosed", "total_disclosed")),
        *(
            f"disclosure.{matter}.{part}"
            for matter in ("licensing", "other_services", "penalty", "coercion")
            for part in ("items_prev_year", "items_change", "decisions")
        ),
        "disclosure.admin_fees.items_prev_year",
        "disclosure.admin_fees.items_change",
        "disclosure.procurement.projects",
        "disclosure.procurement.amount",
    ),
}
