//! The RPC methods this node adds to the standard ones: account nonces and proofs of finality.

use std::sync::Arc;

use county_runtime::{opaque::Block, BlockNumber, Hash};
use jsonrpsee::RpcModule;
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::service::{Backend, Client, GrandpaLink, Pool};

/// What the methods answer from.
#[derive(Clone)]
pub(crate) struct Sources {
    client: Arc<Client>,
    pool: Arc<Pool>,
    authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    voter_state: SharedVoterState,
    justifications: GrandpaJustificationStream<Block>,
    finality: Arc<FinalityProofProvider<Backend, Block>>,
}

impl Sources {
    /// Collects what the methods need. `voter_state` must be the one the voter is started with.
    pub(crate) fn new(
        client: Arc<Client>,
        pool: Arc<Pool>,
        backend: Arc<Backend>,
        link: &GrandpaLink,
        voter_state: SharedVoterState,
    ) -> Self {
        let authority_set = link.shared_authority_set().clone();
        Self {
            client,
            pool,
            finality: FinalityProofProvider::new_for_service(backend, Some(authority_set.clone())),
            authority_set,
            voter_state,
            justifications: link.justification_stream(),
        }
    }

    /// The methods, ready to be served.
    pub(crate) fn methods(
        self,
        executor: SubscriptionTaskExecutor,
    ) -> Result<RpcModule<()>, sc_service::Error> {
        let mut module = RpcModule::new(());
        let system = System::<_, _, Block>::new(self.client, self.pool);
        let grandpa = Grandpa::new(
            executor,
            self.authority_set,
            self.voter_state,
            self.justifications,
            self.finality,
        );
        module
            .merge(system.into_rpc())
            .and_then(|()| module.merge(grandpa.into_rpc()))
            .map_err(|error| sc_service::Error::Application(error.into()))?;
        Ok(module)
    }
}
