//! A call: a request, the client that sends it, and how.

use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

use dingtalk_protocol::{Answer, Endpoint, Paged};
#[cfg(feature = "blocking")]
use dingtalk_runtime::Blocking;
use dingtalk_runtime::{Async, BoxFuture, Core, Error, Items, Options, Pages, Policy, send};

/// A request that is ready to go: awaiting it, or its `send()`, makes the call.
///
/// Optional parameters are set by methods on it.
#[derive(Clone)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<E, M = Async> {
    core: Core,
    /// The setters of the generated modules change it.
    pub(crate) request: E,
    options: Options,
    mode: PhantomData<fn() -> M>,
}

impl<E, M> Call<E, M> {
    pub(crate) fn new(core: &Core, request: E) -> Self {
        Self { core: core.clone(), request, options: Options::default(), mode: PhantomData }
    }

    /// How often and how long this call is tried; what is not set is as the client has it.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.options = self.options.policy(policy);
        self
    }

    /// Keeps the answer's bytes, for [`Answer::raw`].
    pub fn keep_raw(mut self) -> Self {
        self.options = self.options.keep_raw();
        self
    }
}

impl<E: Debug, M> Debug for Call<E, M> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.request).finish()
    }
}

impl<E: Paged, M> Call<E, M> {
    /// The pages of the list, from the one that the call asks for. Each is fetched when it
    /// is asked for.
    pub fn pages(self) -> Pages<E, M> {
        Pages::new(self.core, self.request, self.options)
    }

    /// The items of the list, one by one, from the page that the call asks for.
    pub fn items(self) -> Items<E, M> {
        self.pages().items()
    }
}

impl<E: Endpoint> Call<E> {
    /// Makes the call.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]; each says what happened and what to do.
    ///
    /// # Panics
    ///
    /// In a tokio runtime that was built without timers or I/O: the client cannot detect that before.
    pub fn send(self) -> impl Future<Output = Result<Answer<E::Output>, Error>> + Send + 'static {
        send(self.core, self.request, self.options)
    }
}

#[cfg(feature = "blocking")]
impl<E: Endpoint> Call<E, Blocking> {
    /// Makes the call and waits for its answer.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]; inside an async runtime an [`Error::Configuration`].
    pub fn send(self) -> Result<Answer<E::Output>, Error> {
        let core = self.core.clone();
        dingtalk_runtime::block_on(&core, send(self.core, self.request, self.options))?
    }
}

impl<E: Endpoint> IntoFuture for Call<E> {
    type Output = Result<Answer<E::Output>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
