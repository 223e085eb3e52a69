//! When a process of ours is to end.

/// Resolves on Ctrl-C, when the terminal goes away, or when the system asks to end.
pub(crate) async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let told = (
            signal(SignalKind::terminate()),
            signal(SignalKind::hangup()),
        );
        if let (Ok(mut terminate), Ok(mut hangup)) = told {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

/// Resolves when whoever started this process closes its standard input, or is gone.
pub(crate) async fn abandoned() {
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    // A thread of its own: a blocked read must not hold up the end of the program.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        drop(tell);
    });
    let _ = told.await;
}
