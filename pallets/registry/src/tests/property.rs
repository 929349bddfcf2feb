//! Random sequences of calls by random people: whatever they do, the invariants hold after each.

use county_primitives::{
    registry::{CountyInput, OrganisationKind, PolicyInput},
    Jurisdiction, MemberId, OrganisationId, PolicyKey, Role, Subject, Timeline,
};
use proptest::prelude::*;

use crate::{mock::*, sample, Call, Pallet, Timelines};

const DIVISIONS: [&str; 8] = [
    NATION,
    COUNTY,
    TOWNSHIP,
    VILLAGE,
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    OTHER_COUNTY,
    "210115104201",
];

/// Who may try: governance, the keys of the genesis, and keys that may come later.
#[derive(Clone, Debug)]
enum Who {
    Governance,
    Key(u32),
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        1 => Just(Who::Governance),
        3 => (1u32..4).prop_map(Who::Key),
        1 => (4u32..16).prop_map(Who::Key),
    ]
}

fn division() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(DIVISIONS.to_vec())
}

fn role() -> impl Strategy<Value = Jurisdiction> {
    let roles = vec![
        Role::CountyAgriculture,
        Role::Township,
        Role::Producer,
        Role::Packer,
        Role::VillageCashier,
        Role::VillageBoard,
        Role::VillageSupervisor,
        Role::Accountant,
        Role::Inspector,
    ];
    (proptest::sample::select(roles), division()).prop_map(|(role, digits)| at(role, digits))
}

fn organisation() -> impl Strategy<Value = OrganisationId> {
    (1u32..10).prop_map(OrganisationId)
}

fn member_id() -> impl Strategy<Value = MemberId> {
    (1u32..14).prop_map(MemberId)
}

fn registration() -> impl Strategy<Value = Call<Test>> {
    let kinds = vec![
        OrganisationKind::StateOrgan,
        OrganisationKind::Company,
        OrganisationKind::Household,
        OrganisationKind::Collective,
    ];
    let one =
        (proptest::sample::select(kinds), division(), 1u32..12).prop_map(|(kind, digits, n)| {
            match kind {
                OrganisationKind::Household => household(digits, n),
                kind => sample::legal(kind, digits, n),
            }
        });
    proptest::collection::vec(one, 0..3).prop_map(|inputs| Call::register_organisations {
        organisations: items(inputs),
    })
}

fn membership() -> impl Strategy<Value = Call<Test>> {
    let one = (
        organisation(),
        7u32..24,
        1u32..6,
        proptest::collection::vec(role(), 0..3),
    )
        .prop_map(|(organisation, n, person, held)| {
            let mut input = member(n, organisation, &held);
            input.person = sample::person(person);
            input
        });
    proptest::collection::vec(one, 1..3).prop_map(|inputs| Call::register_members {
        members: items(inputs),
    })
}

fn of_organisations() -> impl Strategy<Value = Call<Test>> {
    let reason = || sample::text::<128>("核查");
    prop_oneof![
        organisation().prop_map(|id| Call::approve_organisations {
            organisations: items([id])
        }),
        organisation().prop_map(move |id| Call::refuse_organisations {
            refusals: items([(id, reason())])
        }),
        organisation().prop_map(move |id| Call::suspend_organisations {
            suspensions: items([(id, reason())])
        }),
        organisation().prop_map(move |id| Call::reactivate_organisations {
            reactivations: items([(id, reason())])
        }),
    ]
}

fn of_members() -> impl Strategy<Value = Call<Test>> {
    let reason = || sample::text::<128>("核查");
    prop_oneof![
        member_id().prop_map(move |id| Call::suspend_members {
            suspensions: items([(id, reason())])
        }),
        member_id().prop_map(move |id| Call::reactivate_members {
            reactivations: items([(id, reason())])
        }),
        (1u32..24).prop_map(|n| Call::rotate_key { key: key(n) }),
        (member_id(), 1u32..24).prop_map(move |(member, n)| Call::rotate_member_key {
            member,
            key: key(n),
            reason: reason(),
        }),
        (member_id(), role()).prop_map(|grant| Call::grant_roles {
            grants: items([grant])
        }),
        (member_id(), role()).prop_map(|revocation| Call::revoke_roles {
            revocations: items([revocation])
        }),
    ]
}

fn policies() -> impl Strategy<Value = Call<Test>> {
    (division(), 0u64..9, 0u32..30).prop_map(|(digits, value, later)| {
        let input = PolicyInput {
            division: sample::division(digits),
            key: PolicyKey::LateAfterHours,
            value,
            effective: day("2026-07-20").plus_days(later),
        };
        Call::set_policies {
            policies: items([input]),
        }
    })
}

/// What the council does: counties come, go and change their days, and calls are made as root.
fn of_governance() -> impl Strategy<Value = Call<Test>> {
    let counties = vec![OTHER_COUNTY, "210115000000", TOWNSHIP, NATION];
    let admission = (
        proptest::sample::select(counties),
        0u32..30,
        proptest::option::of(0u32..60),
    );
    let first = day("2026-07-20");
    prop_oneof![
        admission.prop_map(move |(digits, from, to)| {
            let input = CountyInput {
                county: sample::division(digits),
                valid_from: first.plus_days(from),
                valid_to: to.map(|to| first.plus_days(to)),
            };
            Call::admit_counties {
                counties: items([input]),
            }
        }),
        (0u64..99).prop_map(|pages| {
            let call = frame_system::Call::set_heap_pages { pages };
            Call::enact {
                call: Box::new(RuntimeCall::System(call)),
            }
        }),
    ]
}

fn call() -> impl Strategy<Value = Call<Test>> {
    prop_oneof![
        of_governance(),
        registration(),
        membership(),
        membership(),
        of_organisations(),
        of_members(),
        of_members(),
        policies(),
    ]
}

/// Hashes the records of a step onto the heads kept so far.
fn follow(heads: &mut std::collections::BTreeMap<Subject, Timeline>) {
    for record in take_records() {
        let head = heads.entry(record.subject).or_default();
        assert_eq!(record.sequence, head.len);
        head.append(&record).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_invariants_hold_whatever_is_called(
        steps in proptest::collection::vec((who(), call()), 1..60)
    ) {
        in_the_county(|| {
            let mut heads = std::collections::BTreeMap::new();
            for (who, call) in steps {
                // Whether it is allowed is the subject of other tests; here it only has to be safe.
                let _ = match who {
                    Who::Governance => govern(call),
                    Who::Key(n) => sign(n, call),
                };
                Pallet::<Test>::do_try_state().unwrap();
                follow(&mut heads);
            }
            let stored: std::collections::BTreeMap<_, _> = Timelines::<Test>::iter().collect();
            assert_eq!(stored, heads);
        });
    }
}
