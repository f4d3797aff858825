use crate::eligibility::Truth::{self, False, True, Unknown};

const ALL: [Truth; 3] = [False, Unknown, True];

#[test]
fn the_tables_are_kleenes() {
    for a in ALL {
        assert_eq!(False.and(a), False);
        assert_eq!(True.and(a), a);
        assert_eq!(True.or(a), True);
        assert_eq!(False.or(a), a);
        assert_eq!(!!a, a);
    }
    assert_eq!(Unknown.and(Unknown), Unknown);
    assert_eq!(Unknown.or(Unknown), Unknown);
    assert_eq!(!Unknown, Unknown);
    assert_eq!((!True, !False), (False, True));
}

#[test]
fn de_morgan_holds_and_order_does_not_matter() {
    for a in ALL {
        for b in ALL {
            assert_eq!(!(a.and(b)), (!a).or(!b));
            assert_eq!(a.and(b), b.and(a));
            assert_eq!(a.or(b), b.or(a));
            assert_eq!(Truth::all([a, b]), a.and(b));
            assert_eq!(Truth::any([a, b]), a.or(b));
        }
    }
    assert_eq!((Truth::all([]), Truth::any([])), (True, False));
}
