//! A server for the calls of a benchmark, as a process of its own: the benchmark's program, started
//! again. So neither its work nor its connections count as the callers'.
//!
//! It answers fixed bytes and reads no more of a request than where it ends.

use std::env;
use std::error::Error;
use std::io::{self, BufRead, Read};
use std::process::{Child, Command, Stdio, exit};
use std::sync::Arc;
use std::thread;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Barrier;

/// The flag with which the program is a server; how many calls it lets come together follows.
const FLAG: &str = "--serve";

/// The end of the requests for a contact: all are alike.
pub(crate) const USER_ID: &str = "112500xxxx4889";

/// The token that it gives to everyone.
pub(crate) const TOKEN: &str = "53584f2c50b53584f2c50b53584f2c50";

const CONTACT: &str = r#"{"errcode":0,"result":{"share_user_ids":["66220007745510"],"follower_user_id":"manager4220","address":"Beijing","label_ids":[1561077317],"share_dept_ids":[42000036],"mobile":"136***47616","remark":"Technical Lead","title":"CFO","userid":"011250026469774889","company_name":"DingTalk","name":"Manager Wang","state_code":"86","email":"zhang@example.com"},"request_id":"xrudojam4g8f"}"#;

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// A server that runs; it ends with this value.
pub(crate) struct Server {
    /// Its base URL.
    pub(crate) base: String,
    process: Child,
}

impl Server {
    /// Starts one that answers calls when so many have come; 1 answers at once.
    ///
    /// # Errors
    ///
    /// The program cannot be started again.
    pub(crate) fn start(together: u32) -> Result<Self> {
        let mut process = Command::new(env::current_exe()?)
            .args([FLAG, &together.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut address = String::new();
        if let Some(stdout) = process.stdout.take() {
            io::BufReader::new(stdout).read_line(&mut address)?;
        }
        Ok(Self { base: format!("http://{}", address.trim_end()), process })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends by itself too, as its input ends here.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Is the server, if the program was started as one.
///
/// # Errors
///
/// No port is free.
pub(crate) fn serve_if_asked() -> Result<()> {
    let mut arguments = env::args().skip_while(|argument| argument != FLAG).skip(1);
    let Some(together) = arguments.next() else { return Ok(()) };
    thread::spawn(|| {
        // Whoever started it is gone.
        let ended = io::stdin().read_to_end(&mut Vec::new());
        exit(i32::from(ended.is_err()));
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(together.parse()?))?;
    Ok(())
}

async fn serve(together: usize) -> io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener: TcpListener = socket.listen(4096)?;
    println!("{}", listener.local_addr()?);
    let gate = Arc::new(Barrier::new(together));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(answer(stream, Arc::clone(&gate)));
    }
}

/// Answers the requests of a connection.
async fn answer(mut stream: TcpStream, gate: Arc<Barrier>) -> io::Result<()> {
    let contact = ok(CONTACT);
    let token = ok(&format!(r#"{{"errcode":0,"access_token":"{TOKEN}","expires_in":7200}}"#));
    let mut received = Vec::with_capacity(1024);
    while stream.read_buf(&mut received).await? > 0 {
        if received.ends_with(USER_ID.as_bytes()) {
            received.clear();
            gate.wait().await;
            stream.write_all(contact.as_bytes()).await?;
        } else if received.starts_with(b"GET") && received.ends_with(b"\r\n\r\n") {
            received.clear();
            stream.write_all(token.as_bytes()).await?;
        }
    }
    Ok(())
}

fn ok(body: &str) -> String {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json";
    format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}
