"""What the invented city is made of: every number that shapes it, as of November 2026.

Three kinds. *Real*: households and recipients come from the census and the ministries (see
`places`), not from here. *Public*: statements on the programme
(`data/reference/rollout_public.csv`, `claims.csv`). *Invented*: all the rest, chosen so that the
city has the shares and ratios that `tests/invented/test_calibration.py` holds. Rates are per
month unless a name says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# ---- people: shares by kind of household, and how much likelier each kind is to be poor ---------
# (code of the vocabulary, benefit multiplier, crisis multiplier, chance that somebody opens the
# door)
COMPOSITIONS = (
    ("single", 1.5, 1.5, 0.52),
    ("single_elderly", 2.4, 1.4, 0.78),
    ("elderly_couple", 0.9, 0.8, 0.76),
    ("single_parent", 1.7, 1.7, 0.58),
    ("grandparent_child", 2.6, 1.9, 0.74),
    ("couple_children", 0.25, 0.6, 0.60),
    ("other", 0.55, 0.9, 0.62),
)
# (code, base share, how strongly the share grows with the Dong's need, benefit and crisis
# multiplier)
TENURES = (
    ("owned", 0.60, -0.35, 0.35, 0.6),
    ("jeonse", 0.15, -0.10, 0.7, 0.9),
    ("monthly_rent", 0.17, 0.35, 2.0, 1.6),
    ("public_rental", 0.03, 0.50, 4.5, 1.5),
    ("free", 0.035, 0.10, 1.5, 1.1),
    ("precarious", 0.015, 0.70, 3.5, 2.4),
)
BENEFITS = ("none", "basic_living", "near_poor", "emergency")
RECIPIENTS_PER_HOUSEHOLD = 1.55  # basic living security: persons per household (assumed)
NEAR_POOR_PER_BASIC = 0.30
EMERGENCY_PER_BASIC = 0.02

# ---- crisis -------------------------------------------------------------------------------------
CRISIS_SHARE_NONE = 0.0225  # in crisis at any time, of households without benefit
CRISIS_SHARE_RECIPIENT = 0.26
CRISIS_MONTHS_NONE = 13.0  # mean length of a spell
CRISIS_MONTHS_RECIPIENT = 26.0
POCKET_SHARE = 0.012  # poor households anywhere, rich Dongs included
POCKET_FACTOR = 9.0
NEED_SPREAD = 0.42  # standard deviation of the Dong's log need
ISOLATED_SHARE = 0.13  # nobody meets them; only lists may
ISOLATED_FACTOR = 0.04
VISIBILITY_SPREAD = 0.65  # of the log of what all informants share

# ---- informants: (channel, rate per needy household, growth with the programme, weight of the
# shared visibility, share of reports that name the household) ---------------------------------
CHANNELS = (
    ("postal_carrier", 0.0020, 3.6, 0.8, 0.70),
    ("meter_reader", 0.0030, 3.4, 0.7, 0.80),
    ("landlord", 0.0030, 2.8, 0.9, 0.85),
    ("estate_agent", 0.0012, 3.0, 0.8, 0.75),
    ("shop_owner", 0.0018, 3.6, 1.0, 0.50),
    ("neighbourhood_leader", 0.0090, 2.7, 1.0, 0.72),
    ("volunteer", 0.0036, 5.0, 1.0, 0.75),
    ("council_member", 0.0036, 4.2, 0.9, 0.78),
    ("administrative_list", 0.0170, 1.7, 0.3, 1.00),
    ("self", 0.0050, 1.5, 0.2, 0.98),
)
REACH_SPREAD = 0.45  # of the log of a channel's reach over Dongs
SILENT_SHARE = 0.07  # a channel that never speaks in a Dong (lists and self always do)
RECIPIENT_REPORT_FACTOR = 0.5  # recipients are known already
REFERRAL_SHARE = 0.12  # a report that makes another kind of informant speak too
REPEAT_SHARE = 0.12  # a report that comes again through the same channel
FALSE_REPORT_RATE = 0.0005  # per household that is not in crisis
SPILLOVER = 1.05  # reports in a Dong that touches one with the programme

# ---- signals: (code, weight, share of the months of an active one that shows, won a month) ------
SIGNALS = (
    ("power_cut", 0.018, 0.10, 0),
    ("water_cut", 0.008, 0.10, 0),
    ("gas_cut", 0.012, 0.10, 0),
    ("electricity_arrears", 0.17, 0.22, 42_000),
    ("water_arrears", 0.07, 0.20, 21_000),
    ("gas_arrears", 0.11, 0.20, 48_000),
    ("health_insurance_arrears", 0.24, 0.26, 61_000),
    ("pension_arrears", 0.08, 0.20, 88_000),
    ("rent_arrears", 0.10, 0.22, 190_000),
    ("maintenance_fee_arrears", 0.06, 0.20, 95_000),
    ("loan_default", 0.05, 0.18, 240_000),
    ("benefit_rejected", 0.03, 0.05, 0),
    ("unemployment_benefit_ended", 0.02, 0.04, 0),
    ("high_medical_cost", 0.02, 0.07, 850_000),
    ("discharged", 0.005, 0.05, 0),
    ("self_harm_risk", 0.007, 0.08, 0),
)
SIGNAL_SLOTS = (
    (1.0, 1.0),
    (0.85, 3.0),
    (0.55, 7.0),
)  # chance of the 1st, 2nd, 3rd kind; mean delay
FALSE_SIGNAL_RATE = 0.0016  # per household
ISOLATED_SIGNAL_FACTOR = 0.7

# ---- staff: full-time equivalents in a Dong of mean size before, in the 4, in the later ones -----
# (role, before, trial, later, share of a post, visits per equivalent and month)
ROLES = (
    ("official", 1.3, 3.35, 2.65, 1.0, 30.0),
    ("visiting_nurse", 0.0, 1.2, 0.55, 0.5, 30.0),
    ("licensed_senior", 0.0, 0.6, 0.6, 0.6, 36.0),
    ("case_manager", 0.12, 1.2, 0.75, 0.5, 26.0),
    ("volunteer", 0.0036, 3.2, 1.5, 0.1, 34.0),
    ("council_member", 0.0036, 0.9, 0.6, 0.05, 24.0),
)
SENIORS_FROM = date(2016, 4, 1)  # "52 seniors dispatched": one in each of the 52
RAMP = (0.55, 0.8, 1.0)  # of the change, in the first three months


@dataclass(frozen=True)
class Course:
    """A quantity before the programme, in the 4 trial Dongs and in the later ones."""

    before: float
    trial: float
    later: float


PRODUCTIVITY = Course(1.0, 1.07, 1.05)  # visits per equivalent, relative
REPORT_GROWTH = Course(0.0, 1.85, 1.05)  # exponent on a channel's growth
FOLLOW = Course(0.32, 0.93, 0.78)  # reports that are followed by a visit
LAG_DAYS = Course(21.0, 6.0, 9.0)  # mean, report to first attempt
RETRY = Course(0.35, 0.85, 0.65)  # another attempt after nobody opened
CANVASS = Course(0.00003, 0.0055, 0.0003)  # doors knocked at without a report, per household
OPENING = Course(1.0, 3.8, 0.87)  # cases per contact, relative
LINKS = Course(1.05, 0.70, 0.50)  # service links per contact
CHECK_IN_SHARE = 0.66  # of the capacity
CASE_VISIT_SHARE = 0.18
SECULAR_FROM, SECULAR_TO, SECULAR_GROWTH = date(2014, 1, 1), date(2018, 1, 1), 0.12
SEASON = (1.15, 1.05, 1.0, 0.98, 0.97, 0.98, 0.96, 0.92, 1.0, 1.0, 1.05, 1.2)  # January first
CANVASS_NEED_FACTOR = 7.0  # needy doors are likelier to be knocked at
POOL_WEIGHTS = {"needy": 1.0, "known": 0.05, "found": 0.8}

# ---- cases: chance that a contact opens one ------------------------------------------------------
OPEN_FOUND_NEEDY, OPEN_FOUND_CALM, OPEN_KNOWN_NEEDY, OPEN_KNOWN_CALM = 0.70, 0.15, 0.42, 0.08
INTENSIVE_SHARE, TRANSFER_SHARE = 0.12, 0.12
CASE_DAYS_GENERAL, CASE_DAYS_INTENSIVE = 125.0, 230.0

# ---- money and goods: real amounts whatever the scale --------------------------------------------
DONG_PROGRAMME_USD_2016 = 26_200  # in each of the 52 (nomination text)
MASTER_PLAN_USD_2016 = 1_140_000
PLUS_CENTRE_KRW_2018 = 130_000_000  # a year, in each Gu
MISALLOCATED_PAIRS_PER_GU = 1  # one Dong with far too little and one with far too much
UNDERFUNDED, OVERFUNDED = 0.45, 1.9
# Do Dream, July 2012 to December 2016, counted contributions (nomination text; the period is ours,
# the text states none)
DODREAM_TOTALS_UNTIL = date(2016, 12, 31)
DODREAM_RICE_KG = 27_000
DODREAM_MEALS = 4_000
DODREAM_PRIVATE_KRW = 230_000_000
DODREAM_VOLUNTEERS = 612
DODREAM_SPECIALISTS = 6

# ---- records
# --------------------------------------------------------------------------------------
BAD_ROW_SHARE = 0.002
DOUBLE_SHARE = 0.006  # of households with a crisis, registered a second time
DOUBLE_USE = 0.4  # of their signals and reports, under the second number
