//! The library that native apps load. A translation table and nothing else:
//! the facade is [`patchwork_client`]'s own.

patchwork_client::uniffi_reexport_scaffolding!();
