//! Faults of the server, and how they happen.

use std::io;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::chance::Chance;

/// The time that a call waits for one answer.
pub(crate) const TIMEOUT: Duration = Duration::from_millis(300);

/// The largest answer that a call reads, in bytes.
pub(crate) const MAX_ANSWER: usize = 32 * 1024;

/// Something that goes wrong.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    /// An error of DingTalk's, with HTTP 200.
    Code(&'static str),
    /// Another HTTP status, with the page of a proxy.
    Status(&'static str),
    /// The connection is reset before an answer begins.
    Reset,
    /// The connection is reset within the answer.
    ResetWithin,
    /// The connection is closed without an answer.
    Closed,
    /// No answer comes in time.
    Stalled,
    /// The connection is closed within the answer.
    Cut,
    /// The answer is not JSON.
    Garbage,
    /// The answer is not HTTP.
    Noise,
    /// The answer comes piece by piece, and in time.
    Drip,
    /// The answer comes piece by piece, and too late.
    SlowDrip,
    /// The answer exceeds the size limit.
    TooLarge,
}

/// The faults of a thousand answers. A page with HTTP 200 is not among them: it would
/// stop all calls for five minutes.
const FAULTS: [(u64, Fault); 17] = [
    (40, Fault::Code(r#"{"errcode":33012,"errmsg":"Invalid userId","request_id":"r1"}"#)),
    (8, Fault::Code(r#"{"errcode":88,"sub_code":"90018","sub_msg":"too often"}"#)),
    (25, Fault::Code(r#"{"errcode":-1,"errmsg":"busy"}"#)),
    (5, Fault::Code(r#"{"errcode":123456789,"errmsg":"nobody knows"}"#)),
    (15, Fault::Status("500 Internal Server Error")),
    (15, Fault::Status("503 Service Unavailable")),
    (5, Fault::Status("403 Forbidden")),
    (15, Fault::Reset),
    (10, Fault::ResetWithin),
    (12, Fault::Closed),
    (8, Fault::Stalled),
    (12, Fault::Cut),
    (15, Fault::Garbage),
    (5, Fault::Noise),
    (15, Fault::Drip),
    (5, Fault::SlowDrip),
    (5, Fault::TooLarge),
];

impl Fault {
    /// Draws a fault, mostly none.
    pub(crate) fn by(chance: &Chance) -> Option<Self> {
        let mut drawn = chance.below(1000);
        FAULTS.iter().find_map(|(share, fault)| {
            let is_drawn = drawn < *share;
            drawn = drawn.saturating_sub(*share);
            is_drawn.then_some(*fault)
        })
    }

    /// Lets the fault happen to an answer with this body. Returns whether the connection stays
    /// open.
    pub(crate) async fn happen(self, stream: &mut TcpStream, body: &str) -> io::Result<bool> {
        let whole = answer("200 OK", body);
        match self {
            Self::Code(error) => stream.write_all(answer("200 OK", error).as_bytes()).await?,
            Self::Status(status) => {
                stream.write_all(answer(status, "<html>busy</html>").as_bytes()).await?;
            }
            Self::Reset => stream.set_zero_linger()?,
            Self::ResetWithin => {
                stream.write_all(half(&whole)).await?;
                sleep(TIMEOUT / 30).await;
                stream.set_zero_linger()?;
            }
            Self::Closed => {}
            Self::Stalled => sleep(TIMEOUT * 2).await,
            Self::Cut => stream.write_all(half(&whole)).await?,
            Self::Garbage => {
                stream.write_all(answer("200 OK", "\u{0}{]").as_bytes()).await?;
            }
            Self::Noise => stream.write_all(b"SSH-2.0-x\r\n\r\n").await?,
            Self::Drip => drip(stream, &whole, TIMEOUT / 2).await?,
            Self::SlowDrip => drip(stream, &whole, TIMEOUT * 2).await?,
            Self::TooLarge => {
                let body = format!("{body:MAX_ANSWER$} ");
                stream.write_all(answer("200 OK", &body).as_bytes()).await?;
            }
        }
        Ok(self.leaves_connection())
    }

    fn leaves_connection(self) -> bool {
        use Fault::{Code, Drip, Garbage, SlowDrip, Status, TooLarge};
        matches!(self, Code(_) | Status(_) | Garbage | Drip | SlowDrip | TooLarge)
    }
}

/// An answer as it goes over the connection.
pub(crate) fn answer(status: &str, body: &str) -> String {
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json");
    format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn half(answer: &str) -> &[u8] {
    answer.as_bytes().get(..answer.len() * 2 / 3).unwrap_or_default()
}

/// Sends an answer in ten pieces.
async fn drip(stream: &mut TcpStream, answer: &str, time: Duration) -> io::Result<()> {
    for piece in answer.as_bytes().chunks(answer.len() / 10 + 1) {
        stream.write_all(piece).await?;
        sleep(time / 10).await;
    }
    Ok(())
}
