//! Bodies that are made while they are sent: a thread writes, the client reads, and whoever is
//! slower makes the other wait.

use std::io::{self, Write};

use axum::body::Body;
use bytes::Bytes;
use futures::StreamExt as _;
use tokio::sync::mpsc;

/// Bytes collected before they are handed over.
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks that may wait for the client.
const CHUNKS_WAITING: usize = 4;

/// The writing end. Writing fails once the client has gone.
pub struct Sink {
    sender: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Sink {
    fn send(&mut self) -> io::Result<()> {
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK_BYTES));
        self.sender
            .blocking_send(Ok(chunk.into()))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    /// What is collected is handed over when a chunk is full and at the end, not at every flush.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body that `write` makes in a thread of its own. If it fails, the connection breaks off, so that
/// nobody takes half a file for a whole one.
pub fn body(write: impl FnOnce(&mut Sink) -> io::Result<()> + Send + 'static) -> Body {
    let (sender, receiver) = mpsc::channel(CHUNKS_WAITING);
    tokio::task::spawn_blocking(move || {
        let mut sink = Sink {
            sender,
            buffer: Vec::with_capacity(CHUNK_BYTES),
        };
        let outcome = write(&mut sink).and_then(|()| sink.send());
        if let Err(error) = outcome {
            if error.kind() != io::ErrorKind::BrokenPipe {
                tracing::error!(%error, "a download broke off");
            }
            // If this fails too, the client has gone and needs no telling.
            let _gone = sink.sender.blocking_send(Err(error));
        }
    });
    let chunks = futures::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    Body::from_stream(chunks.boxed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        atomic::{AtomicUsize, Ordering},
        Arc,
    };

    #[tokio::test]
    async fn everything_written_arrives_in_order() {
        let body = body(|sink| (0..50_000u32).try_for_each(|n| writeln!(sink, "{n}")));
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let expected: String = (0..50_000u32).map(|n| format!("{n}\n")).collect();
        assert_eq!(bytes, expected.as_bytes());
    }

    #[tokio::test]
    async fn a_failure_breaks_the_body_off() {
        let body = body(|sink| {
            sink.write_all(b"half")?;
            Err(io::Error::other("no more"))
        });
        assert!(axum::body::to_bytes(body, usize::MAX).await.is_err());
    }

    #[tokio::test]
    async fn a_slow_client_holds_the_writer_back_and_a_gone_one_stops_it() {
        let written = Arc::new(AtomicUsize::new(0));
        let counter = written.clone();
        let (done, finished) = tokio::sync::oneshot::channel();
        let body = body(move |sink| {
            let chunk = [0u8; CHUNK_BYTES];
            let outcome = (0..1000).try_for_each(|_| {
                counter.fetch_add(1, Ordering::SeqCst);
                sink.write_all(&chunk)
            });
            let _told = done.send(outcome.is_err());
            outcome
        });
        let mut data = body.into_data_stream();
        assert!(data.next().await.unwrap().is_ok());
        drop(data);
        assert!(finished.await.unwrap());
        assert!(written.load(Ordering::SeqCst) < 20);
    }
}
