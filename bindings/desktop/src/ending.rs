//! When a process of ours is to end.

/// Resolves on Ctrl-C, or when the system asks to end.
pub(crate) async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => {
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
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
