//! The address of the page for unlocking, with where to come back to.

use http::{Method, request::Parts};

use super::in_address::address_in_address;

/// Where a request goes that found everything locked. What a person opened is opened after it.
pub(crate) fn unlock_address(parts: &Parts) -> String {
    let is_page = parts.method == Method::GET && !parts.headers.contains_key("hx-request");
    let here = parts
        .uri
        .path_and_query()
        .map(http::uri::PathAndQuery::as_str);
    unlock_and_back_to(here.filter(|_| is_page).unwrap_or("/"))
}

/// The page for unlocking, which leads to this address.
pub(crate) fn unlock_and_back_to(address: &str) -> String {
    match back_to(address) {
        "/" => "/unlock".to_owned(),
        ours => format!("/unlock?back={}", address_in_address(ours)),
    }
}

/// An address of ours to go back to, or the first page.
pub(crate) fn back_to(address: &str) -> &str {
    let is_ours = address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        && !["/unlock", "/lock"]
            .iter()
            .any(|no| address.starts_with(no));
    if is_ours { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_ours_is_gone_back_to() {
        assert_eq!(
            back_to("/cases/0a/timeline?show=all"),
            "/cases/0a/timeline?show=all"
        );
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nSet-Cookie: b",
            "/unlock?back=/x",
        ] {
            assert_eq!(back_to(elsewhere), "/", "{elsewhere}");
        }
    }
}
