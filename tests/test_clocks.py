"""Clocks: until when an incident has to be reported, by rules that legal edits; for staff alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from incidents.clocks import ClockRule, months_after, running
from incidents.models import AllClear, Incident
from tests.browsing import opened, text_of
from tests.reading import tree, words
from trustportal.language.locales import today

ADD = reverse("admin:incidents_clockrule_add")


@pytest.fixture
def art_33(db):
    return ClockRule.objects.create(
        name={"en": "GDPR Art. 33", "de": "Art. 33 DSGVO"},
        reference="Art. 33(1) GDPR",
        type="privacy",
        hours=72,
    )


def monthly(months=1, **more):
    return ClockRule.objects.create(name={"en": "Contract"}, reference="§ 7", months=months, **more)


def moment(text):
    return datetime.fromisoformat(text)


def due(incident):
    return [clock.due for clock in running([Incident.objects.get(pk=incident.pk)])]


def aware_since(incident, **ago):
    """Let the company be aware since that long, less half a minute, for a test takes a moment."""
    incident.aware_at = timezone.now() - timedelta(**ago) + timedelta(seconds=30)
    incident.save()
    return incident


# Hours are exact


@pytest.mark.parametrize(
    ("aware_at", "until"),
    [
        # The clocks of Berlin go forward in between.
        ("2026-03-27T18:00+01:00", "2026-03-30T19:00+02:00"),
        ("2026-10-23T18:00+02:00", "2026-10-26T17:00+01:00"),  # and back
        ("2026-10-25T02:30+02:00", "2026-10-28T01:30+01:00"),  # the first 02:30 of that night
        ("2026-10-25T02:30+01:00", "2026-10-28T02:30+01:00"),  # the second
    ],
)
def test_72_hours_are_72_hours_whatever_the_clocks_on_the_wall_do(art_33, breach, aware_at, until):
    breach.aware_at = moment(aware_at)
    breach.save()
    assert due(breach) == [moment(until)]
    assert due(breach)[0] - breach.aware_at == timedelta(hours=72)


# Months end on the same day, or on the last one


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31T10:00Z", 1, "2026-02-28T10:00Z"),
        ("2028-01-31T10:00Z", 1, "2028-02-29T10:00Z"),
        ("2028-02-29T10:00Z", 12, "2029-02-28T10:00Z"),
        ("2100-01-31T10:00Z", 1, "2100-02-28T10:00Z"),  # a century that is no leap year
        ("2026-03-31T10:00Z", 1, "2026-04-30T10:00Z"),
        ("2026-11-30T23:59Z", 3, "2027-02-28T23:59Z"),
        ("2026-12-15T00:00Z", 1, "2027-01-15T00:00Z"),
        ("2026-02-28T10:00Z", 1, "2026-03-28T10:00Z"),
        ("2026-03-01T00:30+01:00", 1, "2026-03-28T23:30Z"),  # still the 28th of February in UTC
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last_one(start, months, end):
    assert months_after(moment(start), months) == moment(end)


def test_a_rule_in_months_runs_from_its_trigger(breach):
    monthly(trigger="detected_at")
    assert due(breach) == []
    breach.detected_at, breach.aware_at = moment("2026-01-31T08:00Z"), moment("2026-02-02T08:00Z")
    breach.save()
    assert due(breach) == [moment("2026-02-28T08:00Z")]


# What moves, stops and silences a clock


def test_a_corrected_trigger_moves_the_clock(art_33, breach):
    aware_since(breach, hours=41)
    assert [str(clock) for clock in running([breach])] == ["GDPR Art. 33: 31 h left"]
    aware_since(breach, hours=50)
    assert [str(clock) for clock in running([breach])] == ["GDPR Art. 33: 22 h left"]
    breach.aware_at, breach.not_yet_known = None, ["aware_at"]
    breach.save()
    assert running([breach]) == []


def test_a_report_stops_the_clock_of_its_rule_alone(art_33, breach):
    monthly()
    assert len(due(breach)) == 2
    breach.reports.create(rule=art_33, reference="LDA-1085.1-42/26")
    assert [clock.rule.reference for clock in running([breach])] == ["§ 7"]
    with pytest.raises(IntegrityError), transaction.atomic():
        breach.reports.create(rule=art_33, reference="Again")


def test_a_rule_that_is_off_has_no_clock(art_33, breach):
    art_33.is_on = False
    art_33.save()
    assert due(breach) == []


def test_a_rule_for_one_kind_leaves_the_others_alone(art_33, breach):
    monthly(months=2)
    breach.type = "security"
    breach.save()
    assert [clock.rule.reference for clock in running([breach])] == ["§ 7"]


def test_the_most_urgent_clock_comes_first(art_33, breach):
    monthly(months=1)
    ClockRule.objects.create(name={"en": "At once"}, reference="§ 8", hours=0)
    assert [clock.rule.reference for clock in running([breach])] == [
        "§ 8",
        "Art. 33(1) GDPR",
        "§ 7",
    ]


@pytest.mark.parametrize(
    ("ago", "english", "german"),
    [
        ({"hours": 41}, "GDPR Art. 33: 31 h left", "Art. 33 DSGVO: noch 31 Std."),
        ({"hours": 71, "minutes": 30}, "GDPR Art. 33: 30 min left", "Art. 33 DSGVO: noch 30 Min."),
        (
            {"hours": 72, "minutes": 11},
            "GDPR Art. 33: 10 min overdue",
            "Art. 33 DSGVO: seit 10 Min. überschritten",
        ),
        (
            {"hours": 77, "minutes": 1},
            "GDPR Art. 33: 5 h overdue",
            "Art. 33 DSGVO: seit 5 Std. überschritten",
        ),
    ],
)
def test_a_clock_says_what_is_left_and_what_is_over(art_33, breach, ago, english, german):
    (clock,) = running([aware_since(breach, **ago)])
    assert str(clock) == english
    with translation.override("de"):
        assert str(clock) == german


# A rule has one period


@pytest.mark.parametrize("period", [{}, {"hours": 72, "months": 1}])
def test_both_periods_or_none_are_refused(db, period):
    rule = ClockRule(name={"en": "Rule"}, reference="§ 7", **period)
    with pytest.raises(ValidationError, match="either hours or calendar months"):
        rule.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()


@pytest.mark.parametrize(
    ("hours", "months", "saved"),
    [("", "", 0), ("72", "1", 0), ("72", "", 1), ("", "1", 1), ("-1", "", 0)],
)
def test_legal_gives_a_rule_one_period(client_of, lawyer, hours, months, saved):
    legal = client_of(lawyer)
    form = opened(legal, ADD, "seen") | {
        "name_0": "Rule",
        "reference": "§ 7",
        "hours": hours,
        "months": months,
    }
    response = legal.post(ADD, form)
    assert ClockRule.objects.count() == saved
    if not saved and not hours.startswith("-"):
        assert "Give either hours or calendar months." in text_of(response)


NIS_2, CRA = "Directive (EU) 2022/2555", "Regulation (EU) 2024/2847"
PRESETS = [
    ("Art. 33(1) GDPR", "aware_at", 72, None, True),
    ("Art. 33(2), 28(3)(f) GDPR; the period is yours to set", "aware_at", 48, None, True),
    (f"Art. 23(4)(a) {NIS_2}", "aware_at", 24, None, False),
    (f"Art. 23(4)(b) {NIS_2}", "aware_at", 72, None, False),
    (f"Art. 23(4)(d) {NIS_2}", "reported", None, 1, False),
    (f"Art. 14(2)(a), 14(4)(a) {CRA}", "aware_at", 24, None, False),
    (f"Art. 14(2)(b), 14(4)(b) {CRA}", "aware_at", 72, None, False),
    (f"Art. 14(2)(c) {CRA}", "fix_available_at", 14 * 24, None, False),
    (f"Art. 14(4)(c) {CRA}", "reported", None, 1, False),
]


def presets():
    return list(ClockRule.objects.values_list("reference", "trigger", "hours", "months", "is_on"))


def test_the_clocks_of_gdpr_are_on_and_those_of_nis_2_and_cra_off(db):
    call_command("setup_clocks")
    assert presets() == PRESETS
    gdpr = ClockRule.objects.filter(is_on=True)
    assert [(str(rule), rule.type) for rule in gdpr] == [
        ("GDPR Art. 33", "privacy"),
        ("Customer contracts", "privacy"),
    ]


def test_setting_up_again_adds_what_is_new_and_leaves_what_legal_edited(art_33):
    call_command("setup_clocks")
    assert presets() == [("Art. 33(1) GDPR", "aware_at", 72, None, True), *PRESETS[2:]]
    warning = ClockRule.objects.get(preset="nis2-warning")
    warning.hours, warning.is_on, warning.reference = 20, True, "§ 32 BSIG"
    warning.save()
    was = list(ClockRule.objects.values())
    call_command("setup_clocks")
    assert list(ClockRule.objects.values()) == was


def test_what_happened_before_a_rule_applied_starts_no_clock(art_33, breach):
    breach.aware_at = moment("2026-03-01T10:00Z")
    breach.save()
    running_then = []
    for day in ("2026-03-01", "2026-03-02"):
        art_33.applies_from = day
        art_33.save()
        running_then.append(len(due(breach)))
    assert running_then == [1, 0]


def test_a_preset_is_turned_off_and_not_deleted(client_of, lawyer, art_33):
    call_command("setup_clocks")
    legal, preset = client_of(lawyer), ClockRule.objects.get(preset="cra-warning")
    answers = []
    for rule in (preset, art_33):
        delete = reverse("admin:incidents_clockrule_delete", args=[rule.pk])
        answers.append(legal.post(delete, {"post": "yes"}).status_code)
    assert answers == [403, 302]
    assert list(ClockRule.objects.filter(pk__in=[preset.pk, art_33.pk])) == [preset]


def test_the_final_report_is_due_a_month_after_the_notification_was_submitted(breach):
    call_command("setup_clocks")
    ClockRule.objects.exclude(preset__startswith="nis2").update(is_on=False)
    ClockRule.objects.filter(preset__startswith="nis2").update(is_on=True)
    running_now = [clock.rule.preset for clock in running([breach])]
    assert running_now == ["nis2-warning", "nis2-notification"]
    notification = ClockRule.objects.get(preset="nis2-notification")
    submitted = moment("2026-01-31T08:00Z")
    breach.reports.create(rule=notification, reference="BSI-1", reported_at=submitted)
    final = [clock for clock in running([breach]) if clock.rule.preset == "nis2-final"]
    assert [clock.due for clock in final] == [moment("2026-02-28T08:00Z")]


@pytest.mark.parametrize(("trigger", "names_one"), [("reported", False), ("aware_at", True)])
def test_a_clock_names_another_one_only_if_its_report_starts_it(art_33, trigger, names_one):
    after = art_33 if names_one else None
    rule = ClockRule(name={"en": "Rule"}, reference="§ 7", hours=1, trigger=trigger, after=after)
    with pytest.raises(ValidationError, match="if, and only if, this one counts from its report"):
        rule.full_clean()


@pytest.mark.parametrize(
    ("known", "until"),
    [
        ({"unit": "day"}, "2026-03-04T00:00Z"),
        ({"unit": "day", "zone": "Asia/Tokyo"}, "2026-03-03T15:00Z"),
        ({"unit": "day", "about": True}, "2026-03-03T00:00Z"),
        ({"about": True}, "2026-03-04T09:00Z"),
        ({"end": "2026-03-09T10:00:00Z"}, "2026-03-04T10:00Z"),
    ],
)
def test_a_clock_counts_from_the_earliest_possible_instant_and_says_so(
    art_33, breach, editing, known, until
):
    breach.aware_at, breach.precision = moment("2026-03-01T10:00Z"), {"aware_at": known}
    breach.save()
    (clock,) = running([Incident.objects.get(pk=breach.pk)])
    assert clock.due == moment(until)
    assert str(clock).endswith("overdue, counted from the earliest possible time")
    earliest = moment(until) - timedelta(hours=72)
    sentence = (
        f"Counted from {earliest:%Y-%m-%d %H:%M} UTC,"
        f" the earliest that “{clock.start.in_words('en')}” can mean."
    )
    assert sentence in text_of(editing.get("/admin/"))


# What the admin's first page says, and to whom


@pytest.fixture
def running_out(art_33, breach):
    return aware_since(breach, hours=41)


@pytest.mark.parametrize("role", ["editor", "publisher", "lawyer"])
def test_staff_see_the_clocks_at_the_door(running_out, client_of, request, role):
    response = client_of(request.getfixturevalue(role)).get("/admin/")
    until = f"{running_out.aware_at + timedelta(hours=72):%Y-%m-%d %H:%M}"
    clocks = [words(entry) for entry in tree(response).xpath('//section[@aria-label="Clocks"]//li')]
    assert clocks == [
        f"GDPR Art. 33: 31 h left: Backup read by others, until {until} UTC (Art. 33(1) GDPR)"
    ]


def test_who_may_not_see_incidents_sees_no_clock(
    running_out, client_of, stranger, django_user_model
):
    member = django_user_model.objects.create_user(
        "a member", password="a long password", is_staff=True
    )
    assert "GDPR" not in client_of(member).get("/admin/").text
    answer = stranger.get("/admin/", follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert "GDPR" not in answer.text


def test_a_statement_whose_review_is_due_stands_at_the_door(editing):
    statement = AllClear.objects.create(
        since="2024-01-01",
        reviewed_on="2026-01-01",
        reviewed_by={"en": "Legal"},
        review_again_on=today(),
    )
    assert f"Review due since {today()}:" in text_of(editing.get("/admin/"))
    statement.review_again_on = today() + timedelta(days=1)
    statement.save()
    assert "Review due" not in text_of(editing.get("/admin/"))


def test_clocks_stand_in_the_list_and_on_the_incident(running_out, editing):
    for view, args in (("changelist", []), ("change", [running_out.pk])):
        page = text_of(editing.get(reverse(f"admin:incidents_incident_{view}", args=args)))
        assert "GDPR Art. 33: 31 h left" in page


def test_clocks_and_reports_are_in_no_version(running_out, art_33):
    running_out.reports.create(rule=art_33, reference="LDA-1085.1-42/26")
    data = str(running_out.publish(note={"en": "First."}).data)
    for text in ("LDA-1085", "Only for us.", "Data protection officer", "31 h"):
        assert text not in data


def test_moments_are_shown_and_counted_in_utc(running_out):
    assert due(running_out)[0].tzinfo == UTC
