//! Values as addresses and forms hold them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a value as something else.
const IN_A_VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');
/// The same where the value is an address itself.
const IN_AN_ADDRESS: &AsciiSet = &IN_A_VALUE.remove(b'/');

/// A value as the query of an address or a form holds it.
pub(crate) fn in_address(value: &str) -> String {
    utf8_percent_encode(value, IN_A_VALUE).to_string()
}

/// An address of ours as a value in another.
pub(crate) fn address_in_address(address: &str) -> String {
    utf8_percent_encode(address, IN_AN_ADDRESS).to_string()
}
