//! Whether an item is compiled outside tests.

use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token, punctuated::Punctuated};

/// What is known of a `cfg` predicate in a build that is not for tests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Always,
    Never,
    /// It depends on the target or on other features.
    Sometimes,
}

/// Whether an item with these attributes is compiled only for tests.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<Meta>()
                .is_ok_and(|predicate| holds(&predicate) == Holds::Never)
    })
}

fn holds(predicate: &Meta) -> Holds {
    if is_testing(predicate) {
        return Holds::Never;
    }
    let Meta::List(list) = predicate else {
        return Holds::Sometimes;
    };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
        return Holds::Sometimes;
    };
    let parts: Vec<_> = parts.iter().map(holds).collect();
    if list.path.is_ident("not") {
        match parts.first() {
            Some(Holds::Always) => Holds::Never,
            Some(Holds::Never) => Holds::Always,
            Some(Holds::Sometimes) | None => Holds::Sometimes,
        }
    } else if list.path.is_ident("all") {
        together(&parts, Holds::Never, Holds::Always)
    } else if list.path.is_ident("any") {
        together(&parts, Holds::Always, Holds::Never)
    } else {
        Holds::Sometimes
    }
}

/// `deciding` if any part is that, `unanimous` if all parts are that.
fn together(parts: &[Holds], deciding: Holds, unanimous: Holds) -> Holds {
    if parts.contains(&deciding) {
        deciding
    } else if parts.iter().all(|part| *part == unanimous) {
        unanimous
    } else {
        Holds::Sometimes
    }
}

/// `test`, or `feature = "testing"`.
fn is_testing(predicate: &Meta) -> bool {
    match predicate {
        Meta::Path(path) => path.is_ident("test"),
        Meta::NameValue(pair) if pair.path.is_ident("feature") => matches!(
            &pair.value,
            Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) if name.value() == "testing"
        ),
        Meta::NameValue(_) | Meta::List(_) => false,
    }
}
