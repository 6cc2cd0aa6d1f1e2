//! Fetches many pages from web sites that others need, too: few at once, with pauses, and again only
//! where that may help.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::fetch::{FetchError, Fetched};
use crate::url::site;

/// Time, so that tests need not wait.
pub trait Clock: Sync {
    /// The time since some moment that stays the same.
    fn now(&self) -> Duration;
    /// Waits.
    fn sleep(&self, time: Duration);
}

/// The time of this machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }
}

/// How much a site is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrawlLimits {
    /// The most pages at once.
    pub at_once: usize,
    /// The least time between the beginnings of two requests to one site.
    pub pause: Duration,
    /// How often a page is asked for again.
    pub retries: u32,
    /// The wait before the first time, which doubles.
    pub backoff: Duration,
}

impl Default for CrawlLimits {
    fn default() -> Self {
        Self {
            at_once: 4,
            pause: Duration::from_millis(250),
            retries: 2,
            backoff: Duration::from_secs(2),
        }
    }
}

/// What fetches one page.
pub type Fetch<'a> = dyn Fn(&str) -> Result<Fetched, FetchError> + Sync + 'a;

/// Web sites, and how they are asked.
// Functions cannot be printed.
#[allow(missing_debug_implementations)]
pub struct Web<'a> {
    /// How much they are asked for.
    pub limits: CrawlLimits,
    /// The time.
    pub clock: &'a dyn Clock,
    /// What fetches one page.
    pub fetch: &'a Fetch<'a>,
    /// Called after each page, with the number of pages so far and of all.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

impl Web<'_> {
    /// Fetches pages; the answers are in the order of the addresses.
    #[must_use]
    pub fn fetch_all(&self, addresses: &[String]) -> Vec<Result<Fetched, FetchError>> {
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let turns = Turns::default();
        let fetched = Mutex::new(Vec::new());
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(address) = addresses.get(at) else { return };
                let page = self.page(address, &turns);
                lock(&fetched).push((at, page));
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                (self.progress)(done, addresses.len());
            }
        };
        thread::scope(|scope| {
            for _ in 0..self.limits.at_once.min(addresses.len()) {
                scope.spawn(work);
            }
        });
        let mut fetched = fetched.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        fetched.sort_by_key(|(at, _)| *at);
        fetched.into_iter().map(|(_, page)| page).collect()
    }

    fn page(&self, address: &str, turns: &Turns) -> Result<Fetched, FetchError> {
        let mut wait = self.limits.backoff;
        for _ in 0..self.limits.retries {
            match self.attempt(address, turns) {
                Err(error) if error.is_passing() => self.clock.sleep(wait),
                answer => return answer,
            }
            wait *= 2;
        }
        self.attempt(address, turns)
    }

    fn attempt(&self, address: &str, turns: &Turns) -> Result<Fetched, FetchError> {
        let now = self.clock.now();
        let turn = turns.next(site(address), now, self.limits.pause);
        if turn > now {
            self.clock.sleep(turn.saturating_sub(now));
        }
        (self.fetch)(address)
    }
}

/// When each site may be asked again.
#[derive(Default)]
struct Turns(Mutex<HashMap<String, Duration>>);

impl Turns {
    /// Takes the next turn at a site.
    fn next(&self, site: &str, now: Duration, pause: Duration) -> Duration {
        let mut free = lock(&self.0);
        let free = free.entry(site.to_owned()).or_default();
        let turn = now.max(*free);
        *free = turn + pause;
        turn
    }
}

/// What a worker that panicked left behind is whole all the same: each change is one step.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;

    use super::*;
    use crate::{FetchCause, FetchLimits};

    /// A clock that only moves when somebody sleeps.
    #[derive(Default)]
    struct Still {
        now: Mutex<Duration>,
        slept: Mutex<Vec<Duration>>,
    }

    impl Clock for Still {
        fn now(&self) -> Duration {
            *lock(&self.now)
        }

        fn sleep(&self, time: Duration) {
            lock(&self.slept).push(time);
            *lock(&self.now) += time;
        }
    }

    const ONE: CrawlLimits = CrawlLimits {
        at_once: 1,
        pause: Duration::from_secs(1),
        retries: 2,
        backoff: Duration::from_secs(4),
    };

    fn page(url: &str) -> Fetched {
        Fetched { bytes: b"# Lamp".to_vec(), url: url.to_owned() }
    }

    fn fails(url: &str, cause: FetchCause) -> FetchError {
        FetchError { url: url.to_owned(), cause }
    }

    /// Fetches one page from a site that answers in turn; the answer, and how long was slept.
    fn ask(causes: &[FetchCause]) -> (Result<Fetched, FetchError>, Vec<u64>) {
        let (clock, asked) = (Still::default(), AtomicUsize::new(0));
        let fetch = |url: &str| match causes.get(asked.fetch_add(1, Ordering::Relaxed)) {
            Some(cause) => Err(fails(url, cause.clone())),
            None => Ok(page(url)),
        };
        let web = Web { limits: ONE, clock: &clock, fetch: &fetch, progress: &|_, _| {} };
        let answer = web.fetch_all(&["https://a.example/x".to_owned()]).remove(0);
        let slept = lock(&clock.slept).iter().map(Duration::as_secs).collect();
        (answer, slept)
    }

    #[test]
    fn what_may_pass_is_tried_again_twice_and_later_each_time() {
        let down = || FetchCause::Connection("refused".to_owned());
        assert!(ask(&[FetchCause::Status(429)]).0.is_ok());
        let (answer, slept) = ask(&[FetchCause::Status(503), down()]);
        assert_eq!((answer.is_ok(), slept), (true, vec![4, 8]));
        let (answer, slept) = ask(&[down(), down(), FetchCause::Status(500)]);
        let failed = answer.expect_err("it failed three times");
        assert_eq!((failed.cause, slept), (FetchCause::Status(500), vec![4, 8]));
    }

    #[test]
    fn what_stays_as_it_is_is_not_tried_again() {
        for cause in [FetchCause::Status(404), FetchCause::TooLarge(1), FetchCause::UnknownHost] {
            let (answer, slept) = ask(std::slice::from_ref(&cause));
            assert_eq!((answer.map_err(|it| it.cause), slept), (Err(cause), vec![]));
        }
    }

    #[test]
    fn each_site_has_a_pause_of_its_own() {
        let clock = Still::default();
        let fetch = |url: &str| Ok(page(url));
        let web = Web { limits: ONE, clock: &clock, fetch: &fetch, progress: &|_, _| {} };
        let addresses = ["https://a.example/1", "https://b.example/1", "https://a.example/2"];
        let addresses = addresses.map(str::to_owned);
        let urls: Vec<String> =
            web.fetch_all(&addresses).into_iter().map(|it| it.expect("it is there").url).collect();
        assert_eq!(urls, addresses);
        assert_eq!(*lock(&clock.slept), [Duration::from_secs(1)]);
    }

    /// A site that takes a while for each page and counts how many it is asked for at once.
    fn busy_site() -> (String, Arc<(AtomicUsize, AtomicUsize)>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has one"));
        let counts = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let shared = Arc::clone(&counts);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let counts = Arc::clone(&shared);
                thread::spawn(move || answer(stream, &counts));
            }
        });
        (url, counts)
    }

    fn answer(mut stream: std::net::TcpStream, (now, most): &(AtomicUsize, AtomicUsize)) {
        let open = now.fetch_add(1, Ordering::SeqCst) + 1;
        most.fetch_max(open, Ordering::SeqCst);
        drop(stream.read(&mut [0; 1000]));
        thread::sleep(Duration::from_millis(60));
        now.fetch_sub(1, Ordering::SeqCst);
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n# Lamp";
        drop(stream.write_all(text.as_bytes()));
    }

    #[test]
    fn no_more_than_four_pages_are_fetched_at_once_and_all_come() {
        let (url, counts) = busy_site();
        let clock = SystemClock::default();
        let limits = CrawlLimits { pause: Duration::from_millis(1), ..CrawlLimits::default() };
        let fetch = |url: &str| crate::fetch(url, &FetchLimits::default());
        let told = AtomicUsize::new(0);
        let progress = |_: usize, all: usize| {
            assert_eq!(all, 20);
            told.fetch_add(1, Ordering::Relaxed);
        };
        let web = Web { limits, clock: &clock, fetch: &fetch, progress: &progress };
        let addresses: Vec<String> = (0..20).map(|at| format!("{url}/{at}?key=secret")).collect();
        let pages = web.fetch_all(&addresses);
        for (at, fetched) in pages.into_iter().enumerate() {
            assert_eq!(fetched.expect("it comes").url, format!("{url}/{at}"));
        }
        assert_eq!(told.load(Ordering::Relaxed), 20);
        let most = counts.1.load(Ordering::SeqCst);
        assert!((2..=4).contains(&most), "{most} at once");
    }
}
