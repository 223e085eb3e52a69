//! The file that `init` writes. It has every key with its default and its meaning.

/// The commented default configuration, as TOML.
pub const DEFAULT_FILE: &str = r#"# Patchwork relay. Every key can also be set as PATCHWORK_<KEY> in the
# environment or as a flag (--listen, --data-dir, … or --set key=value).
# Flags win over the environment, that over this file, this over the defaults,
# which are the values shown.

# The one directory that holds everything the relay keeps.
data_dir = "patchwork-relay-data"

# Where to accept connections; port 0 takes a free one.
# The relay speaks plain HTTP: off loopback only behind a proxy that ends TLS.
listen = "127.0.0.1:8787"

# Addresses by which devices name this relay, comma separated, such as
# "https://relay.example.org". Empty: any loopback address.
origins = ""

# A reverse proxy in front ends TLS and sets X-Forwarded-For. Keep the relay's
# own port out of reach for anybody else then: the header is believed.
behind_proxy = false

# Who may found a partnership: "open", "token" or "closed".
partnerships = "open"
# The bearer token wanted from founders where partnerships = "token".
partnership_token = ""

# Where to serve metrics for Prometheus, at /metrics: "off", or an address and
# port that only your own network reaches, such as "127.0.0.1:9187". They are
# plain HTTP without a password, and never on the relay's own port. They name
# nobody; how much is written at which hour can be read from them.
metrics_listen = "off"
# Take any address for it, such as "0.0.0.0:9187" inside a container.
metrics_public = false

# Log lines: "text" or "json"; what is logged: "error", "warn", "info", "debug".
# No line at any level holds a name, a token, a body or a whole device id.
log_format = "text"
log = "info"

# Requests a minute from one address and from one device; more are answered 429.
requests_per_minute_per_address = 1200
requests_per_minute_per_device = 300
# Connections from this computer are free of these two limits
# (never so behind a proxy, where every connection comes from it).
unlimited_loopback = true
# Bytes that one device may add in a day (counted from the relay's start).
bytes_per_device_per_day = 268435456
# Connections held open at once.
connections = 20000

# Seconds for a request's head (also how long an idle connection is kept), for
# its body, and that a reader may take none of what is sent to it.
header_seconds = 30
body_seconds = 60
stall_seconds = 60
# Seconds between heartbeats on a live stream.
heartbeat_seconds = 25
# Seconds that open streams get to end when the relay stops.
shutdown_seconds = 10
# Seconds by which a device's clock may differ when it opens a session.
clock_skew_seconds = 300
# Hours that a session lasts.
session_hours = 24
# Spaces whose state is kept in memory.
spaces_in_memory = 10000
"#;
