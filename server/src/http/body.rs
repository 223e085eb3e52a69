//! Bodies of requests, bounded in size and time.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{Problem, ProblemKind};

/// How large a body may be, and how long it may take to arrive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) bytes: usize,
    pub(super) timeout: Duration,
}

/// Reads a whole body, or fails where it exceeds its bounds.
pub(super) async fn read(body: Body, bounds: Bounds) -> Result<Bytes, Problem> {
    let too_large = || {
        Problem::new(ProblemKind::TooLarge)
            .detail(format!("a request holds at most {} bytes", bounds.bytes))
    };
    if body.size_hint().lower() > bounds.bytes as u64 {
        return Err(too_large());
    }
    let reading = Limited::new(body, bounds.bytes).collect();
    match tokio::time::timeout(bounds.timeout, reading).await {
        Ok(Ok(read)) => Ok(read.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => {
            Err(Problem::new(ProblemKind::Malformed).detail("the body ended before its length"))
        }
        Err(_) => Err(ProblemKind::TooSlow.into()),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    const SMALL: Bounds = Bounds {
        bytes: 8,
        timeout: Duration::from_millis(20),
    };

    #[tokio::test]
    async fn a_body_over_its_limit_is_refused_also_without_a_length() {
        let told = read(Body::from(vec![0; 9]), SMALL).await.unwrap_err();
        assert_eq!(told.kind(), ProblemKind::TooLarge);
        let pieces = stream::iter((0..9).map(|_| Ok::<_, std::io::Error>(vec![0_u8])));
        let untold = read(Body::from_stream(pieces), SMALL).await.unwrap_err();
        assert_eq!(untold.kind(), ProblemKind::TooLarge);
        assert_eq!(read(Body::from(vec![0; 8]), SMALL).await.unwrap().len(), 8);
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let never = Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>());
        let problem = read(never, SMALL).await.unwrap_err();
        assert_eq!(problem.kind(), ProblemKind::TooSlow);
    }
}
