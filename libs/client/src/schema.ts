/** Generated from docs/reference/openapi.json by libs/client/generate.mjs; not edited by hand. */
export interface paths {
    "/api/agents/{id}/invoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a run of an agent */
        post: operations["invokeAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs of an agent */
        get: operations["listAgentRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List agents */
        get: operations["listAgents"];
        put?: never;
        /**
         * Make an agent
         * @description It is played by the built-in loop of model and tools, or by a copy of a template of its own.
         */
        post: operations["createAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an agent, by its id or its name */
        get: operations["getAgent"];
        put?: never;
        post?: never;
        /**
         * Delete an agent
         * @description Nobody calls it any more, and its name stays taken. Its runs stay, and go on.
         */
        delete: operations["deleteAgent"];
        options?: never;
        head?: never;
        /**
         * Change an agent
         * @description Adds a version. Runs that are under way play the version that they began with.
         */
        patch: operations["updateAgent"];
        trace?: never;
    };
    "/api/agents/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of an agent */
        get: operations["listAgentVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what people are asked */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what people are asked */
        get: operations["getApproval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description Counts once for each person, and only for what the digest names.
         */
        post: operations["approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/approvals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject
         * @description One rejection fails the task, whatever others have said.
         */
        post: operations["reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/attestation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what is stated of a run that has ended
         * @description An in-toto statement in a DSSE envelope: template, digests of inputs and outputs, models, approvals, decisions. It is made a moment after the end of the run, where the installation has a key to sign with.
         */
        get: operations["getRunAttestation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attestations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand in an attestation
         * @description A DSSE envelope with an in-toto Statement v1, signed by a key that your tenant trusts. Templates may require such statements before they run.
         */
        post: operations["uploadAttestation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attestation-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys that your tenant trusts */
        get: operations["listAttestationKeys"];
        put?: never;
        /**
         * Trust a key
         * @description What it signed counts where a template requires an attestation.
         */
        post: operations["trustAttestationKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attestation-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Trust a key no longer
         * @description What it signed counts no longer, from the next start of a run.
         */
        delete: operations["distrustAttestationKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who did what
         * @description Changes by people and keys, refusals of policy, and what was done to runs; the newest first.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Take the audit chain along
         * @description JSON lines: the records, the rows that they stand for, signed heads and the public keys. Verified without a server by `maestro audit verify`.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the audit chain
         * @description Hashes everything again, and names the first record that is bad. Takes longer the longer the chain is.
         */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the public keys of your audit chain */
        get: operations["listAuditKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start many runs of a template
         * @description All of them are checked before the first begins: where one is at fault, none is started. An idempotency key that started something else is told of its own run alone.
         */
        post: operations["startRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/budgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the accounts */
        get: operations["listBudgets"];
        put?: never;
        /**
         * Open an account
         * @description From now on every billable attempt below it reserves its worst case there first.
         */
        post: operations["createBudget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/budgets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an account */
        get: operations["getBudget"];
        put?: never;
        post?: never;
        /**
         * Close an account
         * @description It binds nobody any more; the ledger keeps what was spent.
         */
        delete: operations["deleteBudget"];
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description A higher cap lets those that wait for it go on.
         */
        patch: operations["updateBudget"];
        trace?: never;
    };
    "/api/budgets/{id}/top-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Top an account up
         * @description Raises the cap, and lets those that wait for it go on, as many as it reaches for.
         */
        post: operations["topUpBudget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/budgets/{id}/burn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how fast an account is used up */
        get: operations["getBudgetBurn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do one thing to many runs
         * @description Each run keeps its own event with who did it. Ask for a dry run first.
         */
        post: operations["bulkRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List collections */
        get: operations["listCollections"];
        put?: never;
        /** Make a collection */
        post: operations["createCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collections/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a collection */
        get: operations["getCollection"];
        put?: never;
        post?: never;
        /** Delete a collection with all that is in it */
        delete: operations["deleteCollection"];
        options?: never;
        head?: never;
        /**
         * Change a collection
         * @description Passages that are there stay as they are until the collection is re-indexed.
         */
        patch: operations["updateCollection"];
        trace?: never;
    };
    "/api/collections/{name}/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Find the passages that answer a question */
        post: operations["queryCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collections/{name}/reindex": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make passages anew after settings changed
         * @description A hundred documents at most. Ask again until none remain; it goes on where it was.
         */
        post: operations["reindexCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what was spent, and on what */
        get: operations["listCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/costs/anomalies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs that took unusually long or cost unusually much */
        get: operations["listAnomalies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/model-pricing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what models cost */
        get: operations["listModelPrices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/model-pricing/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what a model costs */
        get: operations["getModelPrice"];
        /**
         * Say what a model costs
         * @description A new version, unless it costs that already. What is reserved keeps the price it was reserved at.
         */
        put: operations["setModelPrice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List datasets */
        get: operations["listDatasets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{name}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the records of a dataset */
        get: operations["listRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again what was told to a webhook
         * @description The same event under the same id, to where the webhook leads now. Only of a delivery that is over.
         */
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policy-decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what policy has decided
         * @description Of what the tenant has rules about, and of all that was refused.
         */
        get: operations["listPolicyDecisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collections/{name}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the documents of a collection */
        get: operations["listDocuments"];
        put?: never;
        /**
         * Bring a document into a collection
         * @description The same content again changes nothing; other content under the same id takes its place.
         */
        post: operations["addDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collections/{name}/documents/{document}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a document, without its text */
        get: operations["getDocument"];
        /**
         * Write a document, whether or not it is there
         * @description With If-Match only what is there, and only in that state.
         */
        put: operations["putDocument"];
        post?: never;
        /** Take a document out of a collection */
        delete: operations["deleteDocument"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look for what must not be
         * @description Checks on the live database, read-only, each for a few seconds at most.
         */
        get: operations["diagnose"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List received events */
        get: operations["listReceivedEvents"];
        put?: never;
        /**
         * Send events
         * @description In structured, binary or batch content mode of CloudEvents 1.0. All events of a batch are accepted, or none. An event of the same source and id as one that is kept is a repeat: the answer says what the first began.
         */
        post: operations["sendEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a received event, and what it began */
        get: operations["getReceivedEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say why a run has not ended
         * @description Of the run and of each task that has not ended: why, what blocks it, and when it is looked at again.
         */
        get: operations["explainRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/freeze-windows/{id}/breaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who asked to break a freeze window */
        get: operations["listFreezeBreaks"];
        put?: never;
        /**
         * Ask to break a freeze window
         * @description For one run, or for those of a template. It permits nothing before a second person agrees.
         */
        post: operations["requestFreezeBreak"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/freeze-windows/{id}/breaks/{break}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to break a freeze window
         * @description As somebody else than who asked.
         */
        post: operations["approveFreezeBreak"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/freeze-windows/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take over a calendar
         * @description A `freeze_windows.json`, or an iCalendar file (`text/calendar`), whole or not at all. An event that was imported before is written anew.
         */
        post: operations["importFreezeWindows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/freeze-windows/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what will be frozen */
        get: operations["previewFreezes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/freeze-windows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List freeze windows */
        get: operations["listFreezeWindows"];
        put?: never;
        /** Make a freeze window */
        post: operations["createFreezeWindow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/freeze-windows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a freeze window */
        get: operations["getFreezeWindow"];
        put?: never;
        post?: never;
        /** Delete a freeze window */
        delete: operations["deleteFreezeWindow"];
        options?: never;
        head?: never;
        /** Change a freeze window */
        patch: operations["updateFreezeWindow"];
        trace?: never;
    };
    "/api/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which release this is */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description They are the same for all tenants. To give less than a role, cut a key down with scopes.
         */
        get: operations["listRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who you are and what you may do */
        get: operations["whoami"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description The key is shown in this answer and never again. It may no more than you.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an API key */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It opens nothing within five seconds, and its open streams end. Doing it again changes nothing.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an API key another secret
         * @description The new key is shown in this answer and never again. Whoever rotates a key answers for it from then on.
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{id}/kill-switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how the kill switch stands */
        get: operations["getKillSwitch"];
        /**
         * Stop spending, at once and everywhere
         * @description Within 5 s no attempt that costs money begins and no run starts, in any process. What is underway ends as it would.
         */
        put: operations["setKillSwitch"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mcp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Speak the Model Context Protocol
         * @description Streamable HTTP without sessions: one message, one answer. The tools are operations of this API.
         */
        post: operations["mcp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenant}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the people of your tenant */
        get: operations["listMembers"];
        put?: never;
        /**
         * Invite a person
         * @description Again, as long as they have not come: the invitation of before opens nothing any more.
         */
        post: operations["inviteMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenant}/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read about a person */
        get: operations["getMember"];
        put?: never;
        post?: never;
        /**
         * Remove a person
         * @description Their sessions, and the keys that they made or rotated, are over within five seconds. Each key is in the audit trail.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /** Give a person another role */
        patch: operations["updateMember"];
        trace?: never;
    };
    "/api/model-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List model providers */
        get: operations["listModelProviders"];
        put?: never;
        /**
         * Make a model provider
         * @description What its models cost is said at /api/model-pricing: a model without a price is not asked.
         */
        post: operations["createModelProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/model-providers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a model provider */
        get: operations["getModelProvider"];
        put?: never;
        post?: never;
        /** Delete a model provider */
        delete: operations["deleteModelProvider"];
        options?: never;
        head?: never;
        /**
         * Change a model provider
         * @description It counts from the next attempt on.
         */
        patch: operations["updateModelProvider"];
        trace?: never;
    };
    "/api/runs/by-orchestra/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run an orchestra now
         * @description Whether or not it is on. Nothing else is gone around: its overlap policy, policy, freeze windows and budgets count as for every run. Inputs and labels go over those of the orchestra, one by one.
         */
        post: operations["startRunByOrchestra"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orchestras/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs of an orchestra */
        get: operations["listOrchestraRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orchestras/{id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what the runs of an orchestra came to */
        get: operations["getOrchestraStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orchestras/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See when an orchestra fires
         * @description The next times that its schedule names, each with what becomes of it: moved by daylight saving, left out by a calendar, frozen. And what became of the last ones.
         */
        get: operations["getOrchestraSchedule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orchestras/{id}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Play slots that were not played
         * @description Of a range that is past: what was missed, skipped, or came before the orchestra was switched on. What has its run is left as it is. Policy, freeze windows and budgets count as for every run.
         */
        post: operations["backfillOrchestra"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orchestras": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List orchestras */
        get: operations["listOrchestras"];
        put?: never;
        /**
         * Make an orchestra
         * @description It is off until somebody switches it on.
         */
        post: operations["createOrchestra"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orchestras/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an orchestra */
        get: operations["getOrchestra"];
        put?: never;
        post?: never;
        /**
         * Delete an orchestra
         * @description Nothing of it begins any more. Its runs stay, and go on.
         */
        delete: operations["deleteOrchestra"];
        options?: never;
        head?: never;
        /** Change an orchestra, or switch it on or off */
        patch: operations["updateOrchestra"];
        trace?: never;
    };
    "/api/orchestras/{id}/secret-bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say which secrets an orchestra uses
         * @description All bindings at once. Runs of it that are open use them from their next attempt on.
         */
        put: operations["bindOrchestraSecrets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List policies */
        get: operations["listPolicies"];
        put?: never;
        /**
         * Publish a policy
         * @description Adds a version under the name. The text is read and put to its tests first; faults are told with their positions.
         */
        post: operations["publishPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policies/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a policy to its tests
         * @description Reads a Cedar text and runs its tests, beside what comes with Maestro. Nothing is kept.
         */
        post: operations["testPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policies/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask what policy would decide
         * @description A question as it is asked when something really happens. Nothing is kept.
         */
        post: operations["evaluatePolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a policy */
        get: operations["getPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policies/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of a policy */
        get: operations["listPolicyVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policies/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a version of a policy decide
         * @description Takes effect everywhere within five seconds.
         */
        post: operations["activatePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policies/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a policy decide no more
         * @description Takes effect everywhere within five seconds.
         */
        post: operations["deactivatePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a run
         * @description What runs may end, nothing starts. Timers, votes and signals go on, and count once it is resumed.
         */
        post: operations["pauseRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a paused run */
        post: operations["resumeRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry what failed in a run
         * @description A new run, which takes over what succeeded and begins again with what failed or was cancelled. Effects keep their idempotency keys.
         */
        post: operations["retryRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a run again, from some nodes or as a whole
         * @description A new run. What is done again draws new idempotency keys.
         */
        post: operations["rerunRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the labels of a run */
        post: operations["labelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs */
        get: operations["listRuns"];
        put?: never;
        /** Start a run */
        post: operations["startRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a run */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tasks of a run */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run
         * @description What has not begun does not begin; what runs is told to stop, within seconds.
         */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read or follow the history of a run
         * @description As JSON one page; with `Accept: text/event-stream` a stream that ends with `event: end` once the run is over. A stream is resumed by `Last-Event-ID` or `after`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List secrets
         * @description Names and versions. Values are never shown, to nobody.
         */
        get: operations["listSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets/data-key/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Seal all secrets of your tenant with a new data key */
        post: operations["rotateDataKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what may be told of a secret */
        get: operations["getSecret"];
        /**
         * Make a secret, or write its next version
         * @description What is there already is changed only with If-Match. Attempts that start from now on are given the new version.
         */
        put: operations["putSecret"];
        post?: never;
        /** Delete a secret with all its versions */
        delete: operations["deleteSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of a secret */
        get: operations["listSecretVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets/{name}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write the next version of a secret that there is */
        post: operations["rotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets/{name}/usages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who names a secret, and who was given it last */
        get: operations["listSecretUsages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read your session
         * @description Every request makes it last longer, up to `expires_at`; then the provider is asked again.
         */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your sessions */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description It opens nothing within five seconds, and its open streams end.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/signals/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a signal to a run
         * @description It is kept until a task that waits for its name takes it: one that waits now, or one that will. Each signal is taken once, the oldest first. The payload may have 256 KiB.
         */
        post: operations["sendSignal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom people sign in with */
        get: operations["listSignInProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Go to a provider to sign in
         * @description For browsers. Authorization code with PKCE; `state` and `nonce` are used once and bound to this browser.
         */
        get: operations["login"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from a provider
         * @description Where the provider sends the browser to. A wrong, missing or used `state` is `invalid-oauth-state`.
         */
        get: operations["finishLogin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow many runs at once
         * @description With `Accept: text/event-stream` a stream that goes on until the client leaves: what happens from now on, or behind `Last-Event-ID` or `after`. It begins with `event: open`, or with `event: reset` where what the client saw before cannot be gone on from, and it has to ask for the state anew. As JSON one page of the same, for those who poll.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a task */
        get: operations["getTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip a task that is not running
         * @description It ends as skipped, whatever its edges say. What waits for items or a child run is to be cancelled.
         */
        post: operations["skipTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/retry-now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin the next attempt of a task now
         * @description Ends the pause after a failed attempt.
         */
        post: operations["retryTaskNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a template
         * @description Compiles a template and stores nothing. All faults are told at once, each with its position.
         */
        post: operations["validateTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List templates */
        get: operations["listTemplates"];
        put?: never;
        /**
         * Publish a template
         * @description Adds a version under the name of the template. The same content is the same version; a version never changes.
         */
        post: operations["publishTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a template */
        get: operations["getTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of a template */
        get: operations["listTemplateVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}/versions/{v}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a version of a template */
        get: operations["getTemplateVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a key for the token of a machine
         * @description OAuth 2.0 token exchange (RFC 8693), as JSON or as a form. A trust rule of the tenant decides.
         */
        post: operations["exchangeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/toolsets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List toolsets and their tools */
        get: operations["listToolsets"];
        put?: never;
        /**
         * Make a toolset of an OpenAPI document or an MCP server
         * @description Its tools are those that it lists now: to make it is to approve them.
         */
        post: operations["createToolset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/toolsets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a toolset */
        get: operations["getToolset"];
        put?: never;
        post?: never;
        /** Delete a toolset */
        delete: operations["deleteToolset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/toolsets/{name}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * List the tools of a toolset anew
         * @description What differs from what was approved is proposed, and takes effect once somebody approves it.
         */
        post: operations["refreshToolset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/toolsets/{name}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve what a toolset proposes */
        post: operations["approveToolset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List triggers */
        get: operations["listTriggers"];
        put?: never;
        /**
         * Make a trigger
         * @description It is off until somebody switches it on.
         */
        post: operations["createTrigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a trigger */
        get: operations["getTrigger"];
        put?: never;
        post?: never;
        /**
         * Delete a trigger
         * @description Nothing is begun by it any more. Its runs stay, and go on.
         */
        delete: operations["deleteTrigger"];
        options?: never;
        head?: never;
        /**
         * Change a trigger, or switch it on or off
         * @description What it looks at and what it begins never change: make another trigger.
         */
        patch: operations["updateTrigger"];
        trace?: never;
    };
    "/api/triggers/{id}/firings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a trigger made of events */
        get: operations["listFirings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a trigger on an event
         * @description Says what would be begun, and begins nothing. Gates are not asked.
         */
        post: operations["testTrigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/trust-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List which machines are let in */
        get: operations["listTrustRules"];
        put?: never;
        /**
         * Let machines in that an issuer vouches for
         * @description A rule does not change: remove it and make another one.
         */
        post: operations["createTrustRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/trust-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a trust rule */
        get: operations["getTrustRule"];
        put?: never;
        post?: never;
        /**
         * Let machines in no longer
         * @description What the rule has let in is out within five seconds.
         */
        delete: operations["removeTrustRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read your tenant */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change your tenant */
        patch: operations["updateTenant"];
        trace?: never;
    };
    "/api/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhooks */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have an address told what happens
         * @description The secret is shown in this answer and never again. It is on from the beginning.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Forget a webhook
         * @description With its deliveries: what waits is not sent.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Change a webhook */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/api/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook another secret
         * @description The new secret is shown in this answer and never again. For a while both sign, so that nothing is refused.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a webhook a test event */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a webhook on
         * @description It hears of what happens from now on; what it missed can be replayed.
         */
        post: operations["enableWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a webhook off
         * @description What waits for it is cancelled, and can be replayed.
         */
        post: operations["disableWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was told to a webhook
         * @description Deliveries are kept for 30 days after their end.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/hooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List hooks */
        get: operations["listHooks"];
        put?: never;
        /**
         * Make an address that takes what others tell
         * @description It is off until somebody switches it on. A secret that we make is shown this once.
         */
        post: operations["createHook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/hooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a hook */
        get: operations["getHook"];
        put?: never;
        /**
         * Tell a hook something
         * @description At the path that the hook shows. The signature is the credential; it is checked over the bytes as they come. The same message again is answered with what the first began.
         */
        post: operations["receiveHookMessage"];
        /**
         * Forget a hook
         * @description With its secrets. What it received stays, and so do runs.
         */
        delete: operations["deleteHook"];
        options?: never;
        head?: never;
        /** Change a hook, or switch it on or off */
        patch: operations["updateHook"];
        trace?: never;
    };
    "/api/hooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a hook another secret
         * @description For a while both count. One that we make is shown this once.
         */
        post: operations["rotateHookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        FieldProblem: {
            /**
             * @description JSON pointer into the body, or to the query parameter.
             * @example /inputs/feed
             */
            pointer?: string;
            /**
             * @description Stable code of the fault.
             * @example wrong-type
             */
            code: string;
            /**
             * @description Number of the diagnostic, where the fault is one of a template.
             * @example MST1401
             */
            mst?: string;
            /** @description What is wrong, and what would be accepted. */
            message: string;
            /** @description Line in the text that was sent, from 1. */
            line?: number;
            /** @description Column in that line, from 1. */
            column?: number;
            /** @description What was probably meant. */
            suggestion?: string;
        };
        /** @description Every refusal, RFC 9457. */
        Problem: {
            /**
             * Format: uri
             * @description Address of the code’s explanation.
             */
            type: string;
            /** @description The kind of problem, always the same for one code. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /**
             * @description Stable code of the problem.
             * @example not-found
             */
            code: string;
            /** @description What is wrong this time. */
            detail: string;
            /** @description Path of the request. */
            instance?: string;
            /** @description Leads to the request in logs and traces. */
            trace_id?: string;
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /** @description The policy that the request went beyond: `key` or `tenant`, as in `RateLimit-Policy`. */
            policy?: string;
            /** @description Each single fault. */
            errors?: components["schemas"]["FieldProblem"][];
        };
        /** @description The task that started a run as its child. */
        ParentTask: {
            /** @description The run it belongs to. */
            run_id: string;
            /** @description Id of the task. */
            task_id: string;
        };
        /** @description A run’s tasks, counted by state. */
        Progress: {
            /** @description All tasks. */
            total: number;
            /** @description Tasks that succeeded. */
            succeeded: number;
            /** @description Tasks that failed. */
            failed: number;
            /** @description Tasks that were not to run. */
            skipped: number;
            /** @description Tasks that were cancelled. */
            cancelled: number;
            /** @description Tasks that run now. */
            running: number;
            /** @description Tasks that are parked; each says why. */
            waiting: number;
            /** @description Tasks whose turn has not come. */
            pending: number;
        };
        Run: {
            /**
             * @description Id of the run.
             * @example run_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Id of the template it plays. */
            template_id: string;
            /** @description Name of that template. */
            template_name: string;
            /** @description Version of that template. */
            template_version: number;
            /**
             * @description `completed` is an end with failures that were tolerated.
             * @enum {string}
             */
            status: "pending" | "queued" | "running" | "succeeded" | "completed" | "failed" | "cancelled" | "timed_out";
            /**
             * @description What was asked of the run. A running run that is to pause shows `pause` here.
             * @enum {string}
             */
            control: "none" | "pause" | "cancel";
            /** @description The inputs it was started with. */
            inputs: {
                [key: string]: unknown;
            };
            /** @description The values of its outputs, once it has ended. */
            outputs: {
                [key: string]: unknown;
            } | null;
            /** @description What came of it, in one line. */
            output: string | null;
            /** @description Why it failed. */
            error: components["schemas"]["Problem"] | null;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its first task started.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at: string | null;
            /** @description Milliseconds from start to end, or to now. */
            duration_ms: number | null;
            /** @description What its own attempts have cost, in cents with decimals. */
            cost_cents: number;
            /** @description Tokens that its own attempts have used. */
            tokens: number;
            /**
             * @description Who started it.
             * @example key:local
             */
            created_by: string;
            /** @description 0 to 9; where tasks have to wait, the highest go first. */
            priority: number;
            /**
             * Format: date-time
             * @description When it ends at the latest: what then still runs is stopped.
             */
            deadline_at: string | null;
            /** @description Words that runs are found by. */
            labels: {
                [key: string]: string;
            };
            /** @description The task that started it, where it is a child run. */
            parent: components["schemas"]["ParentTask"] | null;
            /** @description How many runs are above it. */
            depth: number;
            /** @description The run that it repeats. */
            rerun_of: string | null;
            /** @description The orchestra that it plays in. */
            orchestra_id: string | null;
            /** @description How far it is. */
            progress: components["schemas"]["Progress"];
        };
        RunBudget: {
            /**
             * @description What it may cost.
             * @example 5.00 USD
             */
            cap: string;
        };
        InvokeBody: {
            /** @description Inputs, by the schema of the template. */
            inputs?: {
                [key: string]: unknown;
            };
            /** @description One key starts one run of a template, for ever: the same key and body give that run again. */
            idempotency_key?: string;
            /**
             * @description Words to find the run by: up to 64 names, each with a text.
             * @example {
             *       "team": "sales"
             *     }
             */
            labels?: {
                [key: string]: unknown;
            };
            /** @description Where tasks have to wait, the highest go first; 0 where left out. */
            priority?: number;
            /**
             * @description How long it may take, from now; that of the template where left out.
             * @example 30m
             */
            deadline?: string;
            /** @description What all its attempts may cost; never more than its template allows. */
            budget?: components["schemas"]["RunBudget"];
            /** @description Its version; the latest where left out. */
            version?: number;
        };
        Page: {
            /** @description Cursor of the next page: pass it as `after`. Null on the last page. */
            next: string | null;
            /** @description Whether the list goes on. */
            has_more: boolean;
        };
        RunList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Run"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        AgentSkill: {
            /** @description Its id. */
            id: string;
            /** @description What it is called. */
            name: string;
            /** @description What it does. */
            description: string;
        };
        /** @description A named configuration of a model, and what plays it. */
        Agent: {
            /** @description What it is for. */
            description: string;
            /** @description What it can do. */
            skills: components["schemas"]["AgentSkill"][];
            /** @description Words to find it by. */
            tags: string[];
            /** @description JSON Schema of its inputs, where it says one. */
            input_schema: {
                [key: string]: unknown;
            } | null;
            /** @description JSON Schema of its answer, where it says one. */
            output_schema: {
                [key: string]: unknown;
            } | null;
            /** @description Its model. */
            model: {
                [key: string]: unknown;
            } | null;
            /** @description What the model is told before anything else. */
            system_prompt: string | null;
            /** @description References of the tools that it may call. */
            tools: string[];
            /** @description Agents to which it may hand a conversation. */
            handoffs: string[];
            /** @description Its limits. */
            limits: {
                [key: string]: unknown;
            };
            /** @description The template version that it plays a copy of; null: the built-in loop. */
            template: string | null;
            /**
             * @description Its id.
             * @example agt_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its latest version. */
            version: number;
            /** @description The template that its runs play. */
            template_id: string;
            /** @description Of that template, the version that this version plays. */
            template_version: number;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description What `If-Match` takes for this state. */
            etag: string;
        };
        AgentList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Agent"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        AgentBody: {
            /** @description What it is for. */
            description?: unknown;
            /** @description What it can do: entries with `id`, `name` and `description`. */
            skills?: unknown;
            /** @description Words to find it by. */
            tags?: unknown;
            /** @description JSON Schema of its inputs; `prompt`, `messages` or both where left out. */
            input_schema?: unknown;
            /** @description JSON Schema of its answer; text where left out. */
            output_schema?: unknown;
            /** @description Its model: `provider`, `model`, `temperature`, `max_tokens`. Needed without a `template`. */
            model?: unknown;
            /** @description What the model is told before anything else. No expressions. */
            system_prompt?: unknown;
            /** @description References of the tools that it may call. */
            tools?: unknown;
            /** @description Names of the agents to which it may hand a conversation. */
            handoffs?: unknown;
            /** @description `max_steps` (20 unless told), `max_cost`, and `depth`: how many runs deep its calls may go. */
            limits?: unknown;
            /** @description A template of its own, `name` or `name@3`, instead of the loop that is built in. */
            template?: unknown;
            /**
             * @description Its name, which never changes.
             * @example triage
             */
            name: string;
        };
        /** @description What is left out stays; what is null falls away. */
        AgentChanges: {
            /** @description What it is for. */
            description?: unknown;
            /** @description What it can do: entries with `id`, `name` and `description`. */
            skills?: unknown;
            /** @description Words to find it by. */
            tags?: unknown;
            /** @description JSON Schema of its inputs; `prompt`, `messages` or both where left out. */
            input_schema?: unknown;
            /** @description JSON Schema of its answer; text where left out. */
            output_schema?: unknown;
            /** @description Its model: `provider`, `model`, `temperature`, `max_tokens`. Needed without a `template`. */
            model?: unknown;
            /** @description What the model is told before anything else. No expressions. */
            system_prompt?: unknown;
            /** @description References of the tools that it may call. */
            tools?: unknown;
            /** @description Names of the agents to which it may hand a conversation. */
            handoffs?: unknown;
            /** @description `max_steps` (20 unless told), `max_cost`, and `depth`: how many runs deep its calls may go. */
            limits?: unknown;
            /** @description A template of its own, `name` or `name@3`, instead of the loop that is built in. */
            template?: unknown;
        };
        AgentVersion: {
            /** @description What it is for. */
            description: string;
            /** @description What it can do. */
            skills: components["schemas"]["AgentSkill"][];
            /** @description Words to find it by. */
            tags: string[];
            /** @description JSON Schema of its inputs, where it says one. */
            input_schema: {
                [key: string]: unknown;
            } | null;
            /** @description JSON Schema of its answer, where it says one. */
            output_schema: {
                [key: string]: unknown;
            } | null;
            /** @description Its model. */
            model: {
                [key: string]: unknown;
            } | null;
            /** @description What the model is told before anything else. */
            system_prompt: string | null;
            /** @description References of the tools that it may call. */
            tools: string[];
            /** @description Agents to which it may hand a conversation. */
            handoffs: string[];
            /** @description Its limits. */
            limits: {
                [key: string]: unknown;
            };
            /** @description The template version that it plays a copy of; null: the built-in loop. */
            template: string | null;
            /** @description Its number. */
            version: number;
            /** @description The version of the agent’s template that it plays. */
            template_version: number;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
        };
        AgentVersionList: {
            /** @description The rows of this page. */
            data: components["schemas"]["AgentVersion"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description What one person answered. A vote stands. */
        Vote: {
            /**
             * @description Who.
             * @example key:deploy
             */
            person: string;
            /**
             * @description What.
             * @enum {string}
             */
            decision: "approve" | "reject";
            /** @description Why. */
            comment: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
        };
        /** @description A question to people, of a task or about the start of a run. */
        Approval: {
            /**
             * @description Id of the approval.
             * @example apr_01j9z3k4v5x6y7z8a9b0c1d2e3_4
             */
            id: string;
            /** @description The run that waits for it. */
            run_id: string;
            /** @description The task that asks; null where it is about the start of the run. */
            task_id: string | null;
            /** @description Id of that task’s node. */
            node: string | null;
            /** @description The question. */
            message: string;
            /** @description Inputs of the nodes that the answer is about, by node: they are executed as they are shown here. */
            covers: {
                [key: string]: unknown;
            };
            /** @description Digest of all that is shown: a vote has to name it. */
            digest: string;
            /** @description Who may answer: roles and persons. */
            approvers: string[];
            /** @description How many have to approve. One rejection is enough. */
            quorum: number;
            /**
             * @description How it stands.
             * @enum {string}
             */
            status: "pending" | "approved" | "rejected" | "expired" | "cancelled";
            /** @description Who started the run, and may not answer. */
            requested_by: string;
            /** @description The answers so far, the first one first. */
            votes: components["schemas"]["Vote"][];
            /**
             * Format: date-time
             * @description When it was asked.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when it may be answered; null for ever.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            decided_at: string | null;
        };
        ApprovalList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Approval"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        VoteBody: {
            /** @description Digest of what you were shown. */
            digest: string;
            /** @description Why, for the history. */
            comment?: string;
        };
        EnvelopeSignature: {
            /** @description Id of the key that signed. */
            keyid: string;
            /** @description The signature, in base64. */
            sig: string;
        };
        Envelope: {
            /**
             * @description What the payload is.
             * @example application/vnd.in-toto+json
             */
            payloadType: string;
            /** @description An in-toto Statement v1, in base64. */
            payload: string;
            /** @description Ed25519 signatures over the DSSE pre-authentication encoding. */
            signatures: components["schemas"]["EnvelopeSignature"][];
        };
        Attestation: {
            /** @description Id of the attestation. */
            id: string;
            /**
             * @description What is stated.
             * @example https://slsa.dev/provenance/v1
             */
            predicate_type: string;
            /** @description Names and digests of what it is stated of. */
            subjects: string[];
            /** @description Id of the trusted key that signed it. */
            key_id: string;
        };
        SignatureFields: {
            /** @description A hint at the key; only the signature counts. */
            keyid?: string;
            /** @description The signature, in base64. */
            sig: string;
        };
        EnvelopeFields: {
            /** @description Must be `application/vnd.in-toto+json`. */
            payloadType: string;
            /** @description An in-toto Statement v1, in base64. */
            payload: string;
            /** @description Signatures. */
            signatures: components["schemas"]["SignatureFields"][];
        };
        AttestationKey: {
            /** @description Id of the key: the first 16 hex digits of the SHA-256 over it. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description The public key, in PEM. */
            public_key: string;
            /** @description Who said that it is trusted. */
            created_by: string;
            /**
             * Format: date-time
             * @description When that was said.
             */
            created_at: string;
        };
        AttestationKeys: {
            /** @description Keys whose word your tenant trusts, by name. */
            keys: components["schemas"]["AttestationKey"][];
        };
        AttestationKeyFields: {
            /** @description Name of the key, as `signed_by` names it: a-z, 0-9, ., _ and -. */
            name: string;
            /** @description An Ed25519 public key, in PEM. */
            public_key: string;
        };
        AuditEntry: {
            /**
             * Format: date-time
             * @description When it was done.
             */
            at: string;
            /**
             * @description Who did it.
             * @example key:ci
             */
            actor: string;
            /**
             * @description What was done.
             * @example template.published
             */
            action: string;
            /** @description The id of what it was done to. */
            subject: string | null;
            /** @description What else there is to know. */
            detail: {
                [key: string]: unknown;
            };
        };
        AuditList: {
            /** @description The rows of this page. */
            data: components["schemas"]["AuditEntry"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        AuditLine: {
            /**
             * @description What the line is; the others of its fields go by that.
             * @enum {string}
             */
            kind: "header" | "key" | "record" | "rows" | "root" | "end";
        };
        AuditHead: {
            /** @description Number of the record. */
            seq: number;
            /** @description Its hash. */
            hash: string;
        };
        AuditFault: {
            /** @description The first record that is bad. */
            seq: number;
            /** @description What is wrong with it. */
            reason: string;
        };
        AuditVerdict: {
            /** @description Whether nothing is wrong with the chain. */
            ok: boolean;
            /** @description Records that were checked. */
            records: number;
            /** @description Rows that were hashed again. */
            rows: number;
            /** @description Signed heads whose signature holds. */
            roots: number;
            /** @description The last record. */
            head: components["schemas"]["AuditHead"] | null;
            /** @description Records behind the last signed head. */
            unsigned: number;
            /** @description Ids of the keys that signed: compare them with the keys that you know. */
            unpinned: string[];
            /** @description The first fault. */
            bad: components["schemas"]["AuditFault"] | null;
        };
        AuditKey: {
            /** @description Id of the key: the first 16 hex digits of the SHA-256 over it. */
            id: string;
            /** @description The public key, in PEM. */
            public_key: string;
        };
        AuditKeys: {
            /** @description Keys that signed heads of your chain and statements of your runs. */
            keys: components["schemas"]["AuditKey"][];
        };
        StartOutcome: {
            /**
             * @description `replayed`: its key had started this run before. `coalesced`: it joins a run that still waits. `key-mismatch`: its key had started a run of another version or other inputs.
             * @enum {string}
             */
            outcome: "started" | "replayed" | "coalesced" | "key-mismatch";
            /** @description The run; null where the key belongs to another. */
            run_id: string | null;
        };
        StartedBatch: {
            /** @description One entry for each run of the request. */
            data: components["schemas"]["StartOutcome"][];
        };
        StartOne: {
            /** @description Inputs, by the schema of the template. */
            inputs?: {
                [key: string]: unknown;
            };
            /** @description One key starts one run of a template, for ever: the same key and body give that run again. */
            idempotency_key?: string;
            /**
             * @description Words to find the run by: up to 64 names, each with a text.
             * @example {
             *       "team": "sales"
             *     }
             */
            labels?: {
                [key: string]: unknown;
            };
            /** @description Where tasks have to wait, the highest go first; 0 where left out. */
            priority?: number;
            /**
             * @description How long it may take, from now; that of the template where left out.
             * @example 30m
             */
            deadline?: string;
            /** @description What all its attempts may cost; never more than its template allows. */
            budget?: components["schemas"]["RunBudget"];
        };
        /** @description Either `template_id` or `template`. */
        StartBatchBody: {
            /**
             * @description Id of the template to play.
             * @example tpl_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            template_id?: string;
            /**
             * @description Name of the template to play.
             * @example kev-ingest
             */
            template?: string;
            /** @description Version to play; the one published last where left out. */
            version?: number;
            /** @description The runs to start, all of this template. */
            runs: components["schemas"]["StartOne"][];
        };
        /** @description An account: what may be spent, is spent, and may yet be. */
        Budget: {
            /**
             * @description Id of the account.
             * @example bud_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /**
             * @description Whose money it is.
             * @enum {string}
             */
            scope: "run" | "orchestra" | "template" | "tenant";
            /** @description Id of the run, orchestra, template or tenant. */
            subject: string;
            /**
             * @description After what time it begins anew, at local midnight.
             * @enum {string}
             */
            period: "total" | "day" | "week" | "month";
            /** @description Where that midnight is. */
            timezone: string;
            /**
             * @description What may be spent.
             * @example 50.00 USD
             */
            cap: string;
            /** @description What attempts that have ended have cost. */
            spent: string;
            /** @description What attempts underway may cost at worst. */
            reserved: string;
            /** @description What further attempts may reserve. */
            left: string;
            /**
             * Format: date-time
             * @description When the period began; null for all time.
             */
            period_start: string | null;
            /**
             * Format: date-time
             * @description When the next one begins.
             */
            period_end: string | null;
            /** @description What it is for. */
            note: string | null;
            /** @description Who opened it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was opened.
             */
            created_at: string;
        };
        BudgetList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Budget"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        NewBudget: {
            /**
             * @description Whose money it is.
             * @enum {string}
             */
            scope: "run" | "orchestra" | "template" | "tenant";
            /** @description Id of the open run, the orchestra or the template; not for the tenant. */
            subject?: string;
            /**
             * @description What may be spent.
             * @example 50.00 USD
             */
            cap: string;
            /**
             * @description After what time it begins anew; `total`, the default, never does.
             * @enum {string}
             */
            period?: "total" | "day" | "week" | "month";
            /**
             * @description Time zone of the midnight at which a period ends; UTC where left out.
             * @example Europe/Berlin
             */
            timezone?: string;
            /** @description What it is for. */
            note?: string;
        };
        BudgetChanges: {
            /**
             * @description What may be spent; not less than is spent and reserved.
             * @example 50.00 USD
             */
            cap?: string;
            /** @description What it is for. */
            note?: string;
        };
        TopUp: {
            /**
             * @description What comes on top of the cap.
             * @example 50.00 USD
             */
            amount: string;
        };
        BurnPoint: {
            /**
             * Format: date-time
             * @description Beginning of the hour or day.
             */
            at: string;
            /** @description What was charged in it, in cents. */
            cost_cents: number;
            /** @description What had been charged by its end, in cents. */
            total_cents: number;
            /** @description Attempts that ended in it. */
            attempts: number;
        };
        /** @description How fast an account is used up. */
        Burn: {
            /** @description Id of the account. */
            id: string;
            /** @description What was charged, by hour or day. */
            points: components["schemas"]["BurnPoint"][];
            /** @description What is spent in this period, in cents. */
            spent_cents: number;
            /** @description The cap, in cents. */
            cap_cents: number;
            /** @description Cents a day, since the period or the account began. */
            cents_per_day: number;
            /** @description What will be spent by the end of the period if it goes on so; null for all time. */
            forecast_cents: number | null;
            /**
             * Format: date-time
             * @description When the money is used up if it goes on so; null where it is not in this period.
             */
            exhausted_at: string | null;
        };
        BulkOutcome: {
            /** @description The run. */
            run_id: string;
            /**
             * @description What came of it.
             * @enum {string}
             */
            outcome: "matched" | "done" | "skipped" | "failed";
            /** @description Stable code of why it was not done. */
            code: string | null;
            /** @description The same in words. */
            detail: string | null;
        };
        BulkResult: {
            /** @description Runs to which the action applies, up to the most that were to be acted on. */
            matched: number;
            /** @description Whether there are more than that. */
            more: boolean;
            /** @description Runs to which it was done. */
            done: number;
            /** @description Runs that had moved on meanwhile. */
            skipped: number;
            /** @description Runs to which it could not be done. */
            failed: number;
            /** @description The first few; what went wrong comes first. */
            sample: components["schemas"]["BulkOutcome"][];
        };
        /** @description Runs that match all of what is given. */
        BulkFilter: {
            /**
             * @description Statuses; those to which the action applies where left out.
             * @example [
             *       "failed"
             *     ]
             */
            status?: string[];
            /** @description Id of a template. */
            template_id?: string;
            /**
             * @description Labels as `key:value`, separated by commas.
             * @example team:sales
             */
            label?: string;
            /** @description Accepted before this instant (RFC 3339). */
            created_before?: string;
            /** @description Accepted at this instant or later (RFC 3339). */
            created_after?: string;
        };
        /** @description Either `filter` or `ids`. */
        BulkBody: {
            /**
             * @description What to do to each run.
             * @enum {string}
             */
            action: "cancel" | "pause" | "resume" | "retry_failed";
            /** @description Which runs, by what they are. */
            filter?: components["schemas"]["BulkFilter"];
            /** @description Which runs, by their ids. */
            ids?: string[];
            /** @description Only says how many runs it would be. */
            dry_run?: boolean;
            /** @description Why, for the history of each run. */
            reason?: string;
            /** @description Runs to act on at most, oldest first; 1,000 where left out. */
            max?: number;
        };
        Collection: {
            /**
             * @description What it is called.
             * @example handbook
             */
            name: string;
            /** @description What it holds. */
            description: string;
            /**
             * @description The language whose stems of words count.
             * @enum {string}
             */
            language: "simple" | "english" | "arabic" | "armenian" | "basque" | "catalan" | "danish" | "dutch" | "finnish" | "french" | "german" | "greek" | "hindi" | "hungarian" | "indonesian" | "irish" | "italian" | "lithuanian" | "nepali" | "norwegian" | "portuguese" | "romanian" | "russian" | "serbian" | "spanish" | "swedish" | "tamil" | "turkish" | "yiddish";
            /** @description Characters of a passage at most. */
            chunk_size: number;
            /** @description Characters that a passage shares with the one before at most. */
            chunk_overlap: number;
            /** @description What makes vectors of its passages, as provider/model. */
            embedding: string | null;
            /** @description How long its vectors are, where a provider makes them; null before the first. */
            dimensions: number | null;
            /** @description How many documents it has. */
            documents: number;
            /** @description How many passages. */
            chunks: number;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its settings were last changed.
             */
            updated_at: string;
            /** @description What `If-Match` takes for this state. */
            etag: string;
        };
        CollectionList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Collection"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        CollectionBody: {
            /** @description What it holds. */
            description?: string;
            /**
             * @description The language whose stems of words count; simple unless told.
             * @enum {string}
             */
            language?: "simple" | "english" | "arabic" | "armenian" | "basque" | "catalan" | "danish" | "dutch" | "finnish" | "french" | "german" | "greek" | "hindi" | "hungarian" | "indonesian" | "irish" | "italian" | "lithuanian" | "nepali" | "norwegian" | "portuguese" | "romanian" | "russian" | "serbian" | "spanish" | "swedish" | "tamil" | "turkish" | "yiddish";
            /** @description Characters of a passage at most; 1200 unless told. */
            chunk_size?: number;
            /** @description Characters that a passage shares with the one before, half of it at most; 150 unless told. */
            chunk_overlap?: number;
            /**
             * @description What makes vectors of its passages, as provider/model; empty for none, and none unless told.
             * @example local/hashed-ngrams
             */
            embedding?: string;
            /**
             * @description What it is called.
             * @example handbook
             */
            name: string;
        };
        CollectionChanges: {
            /** @description What it holds. */
            description?: string;
            /**
             * @description The language whose stems of words count; simple unless told.
             * @enum {string}
             */
            language?: "simple" | "english" | "arabic" | "armenian" | "basque" | "catalan" | "danish" | "dutch" | "finnish" | "french" | "german" | "greek" | "hindi" | "hungarian" | "indonesian" | "irish" | "italian" | "lithuanian" | "nepali" | "norwegian" | "portuguese" | "romanian" | "russian" | "serbian" | "spanish" | "swedish" | "tamil" | "turkish" | "yiddish";
            /** @description Characters of a passage at most; 1200 unless told. */
            chunk_size?: number;
            /** @description Characters that a passage shares with the one before, half of it at most; 150 unless told. */
            chunk_overlap?: number;
            /**
             * @description What makes vectors of its passages, as provider/model; empty for none, and none unless told.
             * @example local/hashed-ngrams
             */
            embedding?: string;
            /** @description What it is called. */
            name?: string;
        };
        Passage: {
            /** @description The passage. */
            text: string;
            /** @description How well it answers; what that means depends on the mode. */
            score: number;
            /** @description Id of its document. */
            document: string;
            /** @description Version of the document. */
            version: number;
            /** @description Title of the document. */
            title: string;
            /** @description Where the document is from. */
            uri: string | null;
            /** @description Where it begins in the text of the document, in UTF-16 code units. */
            start: number;
            /** @description Where it ends. */
            end: number;
            /** @description The metadata of the document. */
            metadata: {
                [key: string]: unknown;
            };
        };
        Citation: {
            /**
             * @description How a text refers to it.
             * @example [1]
             */
            marker: string;
            /** @description Id of the document. */
            document: string;
            /** @description Version of the document. */
            version: number;
            /** @description Title of the document. */
            title: string;
            /** @description Where the document is from. */
            uri: string | null;
            /** @description Where the passage begins in the text of the document. */
            start: number;
            /** @description Where it ends. */
            end: number;
        };
        QueryAnswer: {
            /**
             * @description How was searched.
             * @enum {string}
             */
            mode: "text" | "vector" | "hybrid";
            /** @description Passages, the best first. */
            chunks: components["schemas"]["Passage"][];
            /** @description Where each passage is from, in the same order. */
            citations: components["schemas"]["Citation"][];
        };
        QueryBody: {
            /** @description The question. Any of its words may be found; a phrase in quotes has to be, and a word behind a minus must not. */
            query: string;
            /** @description Passages at most; 8 unless told. */
            k?: number;
            /**
             * @description By words, by vectors, or both; both unless told, where the collection has vectors.
             * @enum {string}
             */
            mode?: "text" | "vector" | "hybrid";
            /**
             * @description What the metadata has to meet: a value, {in}, {gt, gte, lt, lte} or {exists: true} for each name.
             * @example {
             *       "vendor": "Microsoft",
             *       "year": {
             *         "gte": 2021
             *       }
             *     }
             */
            filter?: {
                [key: string]: unknown;
            };
            /** @description Leaves out passages that score less. */
            min_score?: number;
        };
        Reindexed: {
            /** @description Documents whose passages were made anew. */
            reindexed: number;
            /** @description Documents that still have passages by other settings: ask again. */
            remaining: number;
        };
        /** @description What one group has cost; null where the costs are not grouped by that. */
        Cost: {
            /** @description Template. */
            template_id: string | null;
            /** @description Orchestra; null also for runs of none, and for runs that are no longer kept. */
            orchestra_id: string | null;
            /** @description Run. */
            run_id: string | null;
            /** @description Task of a run. */
            task_id: string | null;
            /** @description Node of that task. */
            node: string | null;
            /** @description Agent whose own steps these are; null also for what no agent did. */
            agent_id: string | null;
            /** @description Model; null also for what has none. */
            model: string | null;
            /** @description Handler. */
            handler: string | null;
            /** @description Day in UTC. */
            day: string | null;
            /** @description What it has cost, in cents with decimals. */
            cost_cents: number;
            /** @description How much of that is a worst case that nobody has proven, in cents. */
            assumed_cents: number;
            /** @description Attempts. */
            attempts: number;
            /** @description Tokens that models read, as far as they said so. */
            input_tokens: number;
            /** @description Tokens that models wrote. */
            output_tokens: number;
        };
        Costs: {
            /** @description The dearest first; at most 1,000. */
            data: components["schemas"]["Cost"][];
            /** @description All of these together, in cents. */
            cost_cents: number;
        };
        /** @description One measure of a run that lies far beyond what is usual of its template. */
        Anomaly: {
            /** @description Run. */
            run_id: string;
            /** @description Template. */
            template_id: string;
            /**
             * @description What is unusual.
             * @enum {string}
             */
            measure: "duration" | "cost";
            /** @description Of the run: milliseconds of a duration, cents of a cost. */
            value: number;
            /** @description Of the runs before it. */
            median: number;
            /** @description How many usual deviations it lies beyond the median; what is told of has 5 at least. */
            score: number;
            /** @description Runs it was compared with: up to 64, and none is told of with fewer than 20. */
            samples: number;
            /**
             * Format: date-time
             * @description When it was found.
             */
            detected_at: string;
        };
        AnomalyList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Anomaly"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description What a model costs, in thousandths of a micro-dollar. */
        ModelPrice: {
            /** @description The model. */
            model: string;
            /** @description Its version, which attempts keep for ever. */
            version: number;
            /** @description Whether it is the tenant’s own; else it is everybody’s. */
            own: boolean;
            /** @description Nano-dollars for each token read. */
            input_nanos: number;
            /** @description Nano-dollars for each token written. */
            output_nanos: number;
            /** @description Nano-dollars for each call. */
            call_nanos: number;
            /**
             * Format: date-time
             * @description Since when.
             */
            created_at: string;
        };
        ModelPrices: {
            /** @description By model. */
            data: components["schemas"]["ModelPrice"][];
        };
        NewModelPrice: {
            /** @description Nano-dollars for each token read: 2500 is 2.50 USD for a million. */
            input_nanos: number;
            /** @description Nano-dollars for each token written. */
            output_nanos: number;
            /** @description Nano-dollars for each call; none where left out. */
            call_nanos?: number;
        };
        Dataset: {
            /**
             * @description Name of the dataset.
             * @example kev
             */
            name: string;
            /** @description How many records it has. */
            records: number;
            /**
             * Format: date-time
             * @description When a record last changed, or the dataset was made.
             */
            updated_at: string;
        };
        DatasetList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Dataset"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        DatasetRecord: {
            /** @description Key of the record in its dataset. */
            key: string;
            /** @description Which ingest brought the data. */
            ingest_id: string;
            /** @description The data. */
            data: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When the data last changed.
             */
            updated_at: string;
        };
        DatasetRecordList: {
            /** @description The rows of this page. */
            data: components["schemas"]["DatasetRecord"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description One try to deliver something. */
        DeliveryAttempt: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description What the server answered; null where it did not. */
            status: number | null;
            /** @description Milliseconds until the end of the answer. */
            latency_ms: number;
            /** @description Code of what went wrong; null where it was taken. */
            error: string | null;
            /** @description The beginning of the answer; what it repeats of the secret is masked. */
            response: string | null;
        };
        /** @description Something that is told to one webhook. */
        WebhookDelivery: {
            /**
             * @description Its id.
             * @example whd_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description To which webhook. */
            webhook_id: string;
            /** @description Id of the event: the same in every attempt, and where it is sent again. */
            event_id: string;
            /** @description Type of the event. */
            type: string;
            /**
             * @description What has become of it.
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed" | "cancelled";
            /**
             * Format: date-time
             * @description When it is tried next; null where it is not.
             */
            next_attempt_at: string | null;
            /** @description What was tried, oldest first. */
            attempts: components["schemas"]["DeliveryAttempt"][];
            /** @description The event, as it is sent. */
            event: {
                [key: string]: unknown;
            };
            /** @description The delivery that this one repeats; null where it repeats none. */
            replay_of: string | null;
            /**
             * Format: date-time
             * @description When it was written down.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was over.
             */
            finished_at: string | null;
        };
        /** @description What was decided, and why. */
        PolicyDecision: {
            /**
             * @description Id of the decision.
             * @example dec_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * @description What was asked about.
             * @enum {string}
             */
            action: "template:publish" | "run:start" | "task:start" | "secret:use" | "approval:vote" | "egress:connect" | "tool:call";
            /**
             * @description What was decided.
             * @enum {string}
             */
            effect: "allow" | "deny" | "require-approval";
            /** @description Who wanted it. */
            actor: string;
            /** @description Id of who wanted it, as the rules saw it. */
            principal: string;
            /** @description Type of the resource. */
            resource_type: string;
            /** @description Id of the resource. */
            resource_id: string;
            /** @description The run it was about, or in. */
            run_id: string | null;
            /** @description Digest of all the rules that were asked. */
            policy_digest: string;
            /** @description Rules that decided. */
            reasons: string[];
            /** @description What has to be done where it is allowed. */
            obligations: unknown;
        };
        PolicyDecisionList: {
            /** @description The rows of this page. */
            data: components["schemas"]["PolicyDecision"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        Document: {
            /** @description What it is called. */
            id: string;
            /** @description Its title. */
            title: string;
            /** @description Where it is from. */
            uri: string | null;
            /** @description What can be filtered by. */
            metadata: {
                [key: string]: unknown;
            };
            /**
             * @description What its content was.
             * @enum {string}
             */
            media_type: "text/plain" | "text/markdown" | "text/html" | "application/pdf";
            /** @description SHA-256 of all that was given. */
            digest: string;
            /** @description Counts what was written under this id, and re-indexing. */
            version: number;
            /** @description Passages that it was cut into. */
            chunks: number;
            /**
             * Format: date-time
             * @description When it came.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its passages were made.
             */
            updated_at: string;
        };
        DocumentList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Document"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        WrittenDocument: {
            /** @description What it is called. */
            id: string;
            /** @description Its title. */
            title: string;
            /** @description Where it is from. */
            uri: string | null;
            /** @description What can be filtered by. */
            metadata: {
                [key: string]: unknown;
            };
            /**
             * @description What its content was.
             * @enum {string}
             */
            media_type: "text/plain" | "text/markdown" | "text/html" | "application/pdf";
            /** @description SHA-256 of all that was given. */
            digest: string;
            /** @description Counts what was written under this id, and re-indexing. */
            version: number;
            /** @description Passages that it was cut into. */
            chunks: number;
            /**
             * Format: date-time
             * @description When it came.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its passages were made.
             */
            updated_at: string;
            /**
             * @description What it was to the collection.
             * @enum {string}
             */
            status: "new" | "changed" | "unchanged";
        };
        DocumentBody: {
            /** @description Its title; the one that it gives itself unless told. */
            title?: string;
            /** @description Where it is from, for citations. */
            uri?: string;
            /** @description What can be filtered by: names, each with a text, a number, true, false, or a list of these. */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * @description What the content is; text/plain unless told.
             * @enum {string}
             */
            media_type?: "text/plain" | "text/markdown" | "text/html" | "application/pdf";
            /**
             * @description How the content is written; utf8 unless told.
             * @enum {string}
             */
            encoding?: "utf8" | "base64";
            /** @description The content. */
            content: string;
            /** @description What it is called; made of its content unless told. */
            id?: string;
        };
        DocumentContentBody: {
            /** @description Its title; the one that it gives itself unless told. */
            title?: string;
            /** @description Where it is from, for citations. */
            uri?: string;
            /** @description What can be filtered by: names, each with a text, a number, true, false, or a list of these. */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * @description What the content is; text/plain unless told.
             * @enum {string}
             */
            media_type?: "text/plain" | "text/markdown" | "text/html" | "application/pdf";
            /**
             * @description How the content is written; utf8 unless told.
             * @enum {string}
             */
            encoding?: "utf8" | "base64";
            /** @description The content. */
            content: string;
        };
        Finding: {
            /**
             * @description Name of the rule.
             * @example I2
             */
            id: string;
            /** @description What must be true. */
            says: string;
            /**
             * @description `unchecked`: there was too much to look through in time.
             * @enum {string}
             */
            state: "ok" | "warning" | "violated" | "unchecked";
            /** @description How many break it, as far as they were counted. */
            count: number;
            /** @description The first few of what breaks it. */
            sample: string[];
        };
        Diagnosis: {
            /** @description No rule is broken. */
            healthy: boolean;
            /** @description Everything that was looked at. */
            findings: components["schemas"]["Finding"][];
        };
        /** @description What an event meant to a trigger. */
        Firing: {
            /** @description Id of the trigger. */
            trigger_id: string;
            /** @description Its name. */
            trigger: string;
            /** @description Id of the event. */
            event_id: string;
            /**
             * @description `due` until its run is started, `fired` with a run, `unmatched` where the expression said no, `refused` where something stood in the way.
             * @enum {string}
             */
            status: "due" | "fired" | "unmatched" | "refused";
            /** @description Why: the code of an error, or of what refused the run. */
            reason: string | null;
            /** @description The same in words. */
            detail: string | null;
            /** @description The run that it began, or that its idempotency key had begun. */
            run_id: string | null;
            /** @description How many triggers in a row came to this. */
            depth: number;
            /**
             * Format: date-time
             * @description When it is tried next.
             */
            next_try_at: string | null;
            /**
             * Format: date-time
             * @description When the event came.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was settled.
             */
            settled_at: string | null;
        };
        /** @description What became of an event that was sent. */
        AcceptedEvent: {
            /**
             * @description Its id here.
             * @example evt_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Where it comes from. */
            source: string;
            /** @description What its sender calls it. */
            event_id: string;
            /** @description Whether it had come before: then nothing new was begun. */
            repeated: boolean;
            /**
             * Format: date-time
             * @description When it came first.
             */
            received_at: string;
            /** @description What it began, and what it did not. */
            firings: components["schemas"]["Firing"][];
        };
        AcceptedEvents: {
            /** @description In the order in which they were sent. */
            events: components["schemas"]["AcceptedEvent"][];
        };
        /** @description An event by CloudEvents 1.0, in its JSON format. */
        CloudEvent: {
            /**
             * @description The version of the specification.
             * @enum {string}
             */
            specversion: "1.0";
            /**
             * @description With `source` it names the event: the same again is a repeat.
             * @example order-17
             */
            id: string;
            /**
             * @description Where it comes from, a URI reference.
             * @example /shops/berlin
             */
            source: string;
            /**
             * @description What happened.
             * @example com.example.order.placed
             */
            type: string;
            /** @description What it is about. */
            subject?: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            time?: string;
            /** @description Media type of `data`. */
            datacontenttype?: string;
            /** @description Schema of `data`, a URI. */
            dataschema?: string;
            /** @description What it says: any JSON. */
            data?: {
                [key: string]: unknown;
            };
            /** @description Instead of `data`: bytes as base64. */
            data_base64?: string;
        };
        /** @description An event that was received. */
        ReceivedEvent: {
            /** @description Its id here. */
            id: string;
            /** @description Where it comes from. */
            source: string;
            /** @description What its sender calls it. */
            event_id: string;
            /** @description What happened. */
            type: string;
            /** @description What it is about. */
            subject: string | null;
            /**
             * Format: date-time
             * @description When it happened, as its sender says.
             */
            time: string | null;
            /** @description Media type of its data. */
            datacontenttype: string | null;
            /** @description Schema of its data. */
            dataschema: string | null;
            /** @description Its extension attributes. */
            extensions: {
                [key: string]: unknown;
            };
            /** @description What it says. */
            data: unknown;
            /** @description What it says, where that is bytes. */
            data_base64: string | null;
            /** @description Who sent it. */
            received_by: string;
            /**
             * Format: date-time
             * @description When it came.
             */
            received_at: string;
        };
        ReceivedEventList: {
            /** @description The rows of this page. */
            data: components["schemas"]["ReceivedEvent"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description An event, and what it began. */
        ReceivedEventDetail: {
            /** @description Its id here. */
            id: string;
            /** @description Where it comes from. */
            source: string;
            /** @description What its sender calls it. */
            event_id: string;
            /** @description What happened. */
            type: string;
            /** @description What it is about. */
            subject: string | null;
            /**
             * Format: date-time
             * @description When it happened, as its sender says.
             */
            time: string | null;
            /** @description Media type of its data. */
            datacontenttype: string | null;
            /** @description Schema of its data. */
            dataschema: string | null;
            /** @description Its extension attributes. */
            extensions: {
                [key: string]: unknown;
            };
            /** @description What it says. */
            data: unknown;
            /** @description What it says, where that is bytes. */
            data_base64: string | null;
            /** @description Who sent it. */
            received_by: string;
            /**
             * Format: date-time
             * @description When it came.
             */
            received_at: string;
            /** @description What it meant to the triggers whose filter it passed. */
            firings: components["schemas"]["Firing"][];
        };
        /** @description What something waits for. */
        Blocking: {
            /**
             * @description What sort of thing it is.
             * @enum {string}
             */
            type: "task" | "run" | "queue" | "worker" | "person" | "signal" | "slot" | "budget" | "instant" | "none";
            /** @description Ids of runs or tasks, names of queues, workers, signals, keys or people; the first few. */
            ids: string[];
            /** @description What else is known of it. */
            detail: {
                [key: string]: unknown;
            };
        };
        /** @description Why something that has not ended stands where it stands. */
        Reason: {
            /**
             * @description Stable code; `docs/reference/wait-reasons.md` says what removes it.
             * @enum {string}
             */
            code: "DEPENDENCY" | "QUEUED" | "ADMISSION" | "NO_WORKER" | "RUNNING" | "PAUSED" | "WINDING_DOWN" | "COMPENSATION" | "BACKOFF" | "TIMER" | "SIGNAL" | "APPROVAL" | "CHILD" | "ITEMS" | "ROUND" | "CONCURRENCY" | "RATE_LIMIT" | "BUDGET" | "START_TIME" | "QUOTA" | "FREEZE" | "OVERLAP" | "POLICY" | "SWEEP";
            /** @description The same in words. */
            message: string;
            /** @description What blocks it. */
            blocking: components["schemas"]["Blocking"];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /**
             * Format: date-time
             * @description When somebody looks again, whatever else happens.
             */
            looked_at_again: string;
        };
        TaskReason: {
            /**
             * @description Stable code; `docs/reference/wait-reasons.md` says what removes it.
             * @enum {string}
             */
            code: "DEPENDENCY" | "QUEUED" | "ADMISSION" | "NO_WORKER" | "RUNNING" | "PAUSED" | "WINDING_DOWN" | "COMPENSATION" | "BACKOFF" | "TIMER" | "SIGNAL" | "APPROVAL" | "CHILD" | "ITEMS" | "ROUND" | "CONCURRENCY" | "RATE_LIMIT" | "BUDGET" | "START_TIME" | "QUOTA" | "FREEZE" | "OVERLAP" | "POLICY" | "SWEEP";
            /** @description The same in words. */
            message: string;
            /** @description What blocks it. */
            blocking: components["schemas"]["Blocking"];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /**
             * Format: date-time
             * @description When somebody looks again, whatever else happens.
             */
            looked_at_again: string;
            /** @description Id of the task. */
            task_id: string;
            /** @description Id of its node. */
            node: string;
        };
        Explanation: {
            /** @description Why the run has not ended; null once it has. */
            run: components["schemas"]["Reason"] | null;
            /** @description Its tasks that have not ended, by their number. */
            tasks: components["schemas"]["TaskReason"][];
            /** @description Where the tasks go on. */
            page: components["schemas"]["Page"];
        };
        FreezeBreak: {
            /**
             * @description Its id.
             * @example brk_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Id of the window it breaks. */
            window_id: string;
            /**
             * @description Whether it permits anything: only an approved one does.
             * @enum {string}
             */
            status: "pending" | "approved" | "used" | "expired";
            /** @description Why. */
            reason: string;
            /** @description The template for whose runs it is. */
            template_id: string | null;
            /** @description The run for which it is. */
            run_id: string | null;
            /** @description Who asked. */
            requested_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            requested_at: string;
            /** @description Who agreed. */
            approved_by: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            approved_at: string | null;
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires_at: string;
            /** @description The run that used it up. */
            used_by: string | null;
        };
        FreezeBreakBody: {
            /** @description Why something has to start all the same. */
            reason: string;
            /**
             * @description How long it is good, counted from now: 24h at most, 1h unless told.
             * @example 30m
             */
            duration?: string;
            /** @description Name or id of a template: for all of its runs while it is good. */
            template?: string;
            /** @description Id of a run that is held: for that one alone. */
            run?: string;
        };
        FreezeBreakList: {
            /** @description The latest, newest first. */
            data: components["schemas"]["FreezeBreak"][];
        };
        FreezeWindow: {
            /**
             * @description Its id.
             * @example frz_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description What it is called. */
            name: string;
            /** @description Why it is. */
            reason: string | null;
            /**
             * @description What happens to a run that is started in it: nothing starts, it begins later, or people agree.
             * @enum {string}
             */
            effect: "block" | "require-approval" | "defer";
            /** @description Its time zone. */
            timezone: string;
            /** @description When it begins, by the clock of its zone. */
            start: string;
            /** @description When it ends, which is not part of it. */
            end: string;
            /** @description How it repeats, as an RRULE. */
            recurrence: string | null;
            /** @description Beginnings that are left out. */
            except: string[];
            /** @description Beginnings that come in addition. */
            also: string[];
            /** @description Which runs it is about. */
            scope: {
                [key: string]: unknown;
            };
            /** @description Who may agree. */
            approvers: string[];
            /** @description How many have to agree. */
            quorum: number;
            /** @description Whether it counts. */
            enabled: boolean;
            /** @description The event of a calendar file it came from. */
            source: string | null;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
        };
        ImportedFreezeWindows: {
            /** @description Windows that are new. */
            created: components["schemas"]["FreezeWindow"][];
            /** @description Windows that came from the same events before. */
            updated: components["schemas"]["FreezeWindow"][];
        };
        FreezeScopeBody: {
            /**
             * @description Labels that a run has, all of them.
             * @example {
             *       "team": "sales"
             *     }
             */
            labels?: {
                [key: string]: unknown;
            };
            /** @description Tags, one of which its template has. */
            tags?: string[];
            /** @description Templates it plays, by name or id. */
            templates?: string[];
            /** @description Environments it works in: that of the tenant, or of its label `environment` or `env`. */
            environments?: string[];
        };
        FreezeWindowBody: {
            /** @description What it is called. */
            name: string;
            /** @description Why it is; shown to whoever is held up. Empty takes it away. */
            reason?: string;
            /**
             * @description What happens to a run that is started in it: nothing starts, it begins later, or people agree.
             * @enum {string}
             */
            effect?: "block" | "require-approval" | "defer";
            /**
             * @description IANA name of its time zone; UTC unless told.
             * @example Europe/Berlin
             */
            timezone?: string;
            /**
             * @description When it begins: a day, or a time by the clock of its zone, or one with an offset.
             * @example 2026-12-18T18:00
             */
            start: string;
            /** @description When it ends: a day, or a time by the clock of its zone, or one with an offset, which is not part of it. */
            end?: string;
            /**
             * @description How it repeats, as an RRULE of days (RFC 5545). Empty: it does not.
             * @example FREQ=WEEKLY;BYDAY=FR
             */
            recurrence?: string;
            /** @description Beginnings that are left out. */
            except?: string[];
            /** @description Beginnings that come in addition. */
            also?: string[];
            /** @description Which runs it is about; all, where left out. */
            scope?: components["schemas"]["FreezeScopeBody"];
            /** @description Who may agree: `role:admin`, or a person. For require-approval. */
            approvers?: string[];
            /** @description How many have to agree. */
            quorum?: number;
            /** @description Whether it counts. */
            enabled?: boolean;
        };
        /** @description A `freeze_windows.json`. */
        FreezeCalendarBody: {
            /** @description Of the form of the file. */
            version?: number;
            /** @description The zone of windows that name none. */
            timezone?: string;
            /** @description The windows. */
            windows?: components["schemas"]["FreezeWindowBody"][];
            /** @description The text of an iCalendar file, in place of windows. */
            ical?: string;
        };
        PreviewedFreeze: {
            /** @description Id of the window. */
            window_id: string;
            /** @description What it is called. */
            name: string;
            /** @description Why it is. */
            reason: string | null;
            /**
             * @description What happens to a run that is started in it.
             * @enum {string}
             */
            effect: "block" | "require-approval" | "defer";
            /**
             * Format: date-time
             * @description When it begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description When it ends, which is not part of it.
             */
            end: string;
            /** @description Which runs it is about. */
            scope: {
                [key: string]: unknown;
            };
        };
        FreezePreview: {
            /** @description The times that are frozen, by their beginning. */
            data: components["schemas"]["PreviewedFreeze"][];
            /** @description Whether there are more than `limit`. */
            has_more: boolean;
        };
        FreezeWindowList: {
            /** @description The rows of this page. */
            data: components["schemas"]["FreezeWindow"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        FreezeWindowChanges: {
            /** @description What it is called. */
            name?: string;
            /** @description Why it is; shown to whoever is held up. Empty takes it away. */
            reason?: string;
            /**
             * @description What happens to a run that is started in it: nothing starts, it begins later, or people agree.
             * @enum {string}
             */
            effect?: "block" | "require-approval" | "defer";
            /**
             * @description IANA name of its time zone; UTC unless told.
             * @example Europe/Berlin
             */
            timezone?: string;
            /**
             * @description When it begins: a day, or a time by the clock of its zone, or one with an offset.
             * @example 2026-12-18T18:00
             */
            start?: string;
            /** @description When it ends: a day, or a time by the clock of its zone, or one with an offset, which is not part of it. */
            end?: string;
            /**
             * @description How it repeats, as an RRULE of days (RFC 5545). Empty: it does not.
             * @example FREQ=WEEKLY;BYDAY=FR
             */
            recurrence?: string;
            /** @description Beginnings that are left out. */
            except?: string[];
            /** @description Beginnings that come in addition. */
            also?: string[];
            /** @description Which runs it is about; all, where left out. */
            scope?: components["schemas"]["FreezeScopeBody"];
            /** @description Who may agree: `role:admin`, or a person. For require-approval. */
            approvers?: string[];
            /** @description How many have to agree. */
            quorum?: number;
            /** @description Whether it counts. */
            enabled?: boolean;
        };
        Version: {
            /**
             * @description Version of this release.
             * @example 0.1.0
             */
            version: string;
        };
        /** @description A set of permissions and nothing else. Tenants have no roles of their own. */
        Role: {
            /**
             * @description Its name.
             * @enum {string}
             */
            name: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /** @description What it allows. */
            permissions: string[];
        };
        RoleList: {
            /** @description The roles there are, the one that allows most first. */
            data: components["schemas"]["Role"][];
        };
        WhoamiTenant: {
            /** @description Id of the tenant. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its environment. */
            env: string;
        };
        WhoamiPrincipal: {
            /**
             * @description What you identified yourself with.
             * @enum {string}
             */
            kind: "api_key" | "user" | "workload";
            /** @description Id of the key, the member or the trust rule. */
            id: string;
            /**
             * @description How histories and the audit trail name it.
             * @example key:deploy
             */
            actor: string;
            /**
             * @description Its role.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
        };
        Whoami: {
            /** @description The tenant you belong to. */
            tenant: components["schemas"]["WhoamiTenant"];
            /** @description Who you are. */
            principal: components["schemas"]["WhoamiPrincipal"];
            /** @description What you may do. */
            permissions: string[];
        };
        /** @description A key, without what opens it. */
        ApiKey: {
            /**
             * @description Id of the key: the third part of it.
             * @example a1b2c3d4e5f6g7h8
             */
            id: string;
            /**
             * @description Its name; of those that work no two bear the same.
             * @example deploy
             */
            name: string;
            /**
             * @description Its role.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /** @description What of the role it may do; null for all. */
            scopes: string[] | null;
            /** @description The person who answers for what it does; null where it answers for itself. */
            owner: string | null;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it stops working by itself; null for never.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked_at: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description When it was last given another secret.
             */
            rotated_at: string | null;
        };
        ApiKeyList: {
            /** @description The rows of this page. */
            data: components["schemas"]["ApiKey"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description A key with what opens it: shown this once. */
        NewApiKey: {
            /**
             * @description Id of the key: the third part of it.
             * @example a1b2c3d4e5f6g7h8
             */
            id: string;
            /**
             * @description Its name; of those that work no two bear the same.
             * @example deploy
             */
            name: string;
            /**
             * @description Its role.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /** @description What of the role it may do; null for all. */
            scopes: string[] | null;
            /** @description The person who answers for what it does; null where it answers for itself. */
            owner: string | null;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it stops working by itself; null for never.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked_at: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description When it was last given another secret.
             */
            rotated_at: string | null;
            /**
             * @description The key. Nobody can show it again.
             * @example mst_prod_a1b2c3d4e5f6g7h8_…
             */
            key: string;
        };
        ApiKeyBody: {
            /**
             * @description A name of a-z, 0-9, ., _ and -.
             * @example deploy
             */
            name: string;
            /**
             * @description No role above your own.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /**
             * @description What of the role it may do, out of template:read, template:write, run:read, run:start, run:control, orchestra:read, orchestra:write, event:read, event:send, trigger:read, trigger:write, approval:vote, dataset:read, collection:read, collection:write, tenant:read, tenant:write, member:read, member:write, key:read, key:write, policy:read, policy:write, secret:read, secret:write, budget:read, budget:write, cost:read, audit:read, freeze:read, freeze:write, freeze:break, webhook:read, webhook:write, system:inspect; all, where left out.
             * @example [
             *       "run:start",
             *       "run:read"
             *     ]
             */
            scopes?: string[];
            /** @description When it stops working, RFC 3339; never, where left out. */
            expires_at?: string;
        };
        /** @description A key with its new secret: shown this once. */
        RotatedApiKey: {
            /**
             * @description Id of the key: the third part of it.
             * @example a1b2c3d4e5f6g7h8
             */
            id: string;
            /**
             * @description Its name; of those that work no two bear the same.
             * @example deploy
             */
            name: string;
            /**
             * @description Its role.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /** @description What of the role it may do; null for all. */
            scopes: string[] | null;
            /** @description The person who answers for what it does; null where it answers for itself. */
            owner: string | null;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it stops working by itself; null for never.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked_at: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description When it was last given another secret.
             */
            rotated_at: string | null;
            /**
             * @description The key. Nobody can show it again.
             * @example mst_prod_a1b2c3d4e5f6g7h8_…
             */
            key: string;
            /**
             * Format: date-time
             * @description Until when the secret of before opens it, too; null where it no longer does.
             */
            previous_until: string | null;
        };
        RotateBody: {
            /** @description Seconds for which the old secret opens it, too; 0 unless told. */
            grace_s?: number;
        };
        KillSwitch: {
            /**
             * @description How it stands.
             * @enum {string}
             */
            mode: "off" | "stop_spending" | "stop_all";
        };
        KillSwitchTurned: {
            /**
             * @description How it stands.
             * @enum {string}
             */
            mode: "off" | "stop_spending" | "stop_all";
            /** @description Open runs that were cancelled. */
            cancelled: number;
        };
        KillSwitchBody: {
            /**
             * @description `stop_spending`: nothing that costs money begins, and no run starts. `stop_all`: open runs are cancelled as well. `off`: what waited goes on.
             * @enum {string}
             */
            mode: "off" | "stop_spending" | "stop_all";
            /** @description Why, for the audit. */
            reason?: string;
        };
        /** @description The answer, as JSON-RPC 2.0. */
        McpMessage: {
            /**
             * @description The version of JSON-RPC.
             * @enum {string}
             */
            jsonrpc: "2.0";
            /** @description That of the request. */
            id: unknown;
            /** @description What was asked for. */
            result: unknown;
            /** @description Or what was wrong with the message. */
            error: unknown;
        };
        /** @description One message of JSON-RPC 2.0. */
        McpMessageBody: {
            /**
             * @description The version of JSON-RPC.
             * @enum {string}
             */
            jsonrpc: "2.0";
            /** @description Of a request: handed back with its answer. */
            id?: unknown;
            /**
             * @description What is asked: `initialize`, `tools/list`, `tools/call`, …
             * @example tools/list
             */
            method?: string;
            /** @description With what. */
            params?: {
                [key: string]: unknown;
            };
            /** @description Of an answer to the server, which asks nothing. */
            result?: unknown;
            /** @description Likewise. */
            error?: unknown;
        };
        /** @description A person of the tenant. */
        Member: {
            /**
             * @description Id of the member.
             * @example mem_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Where the invitation went. It proves nothing: who signs in is known by their provider’s word. */
            email: string;
            /** @description What to call them. */
            name: string | null;
            /**
             * @description Their role.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /**
             * @description Whether they have come.
             * @enum {string}
             */
            status: "invited" | "active";
            /**
             * Format: date-time
             * @description Until when the invitation holds.
             */
            invite_expires_at: string | null;
            /** @description Who invited them. */
            created_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
        };
        MemberList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Member"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description A member with the invitation: shown this once. */
        InvitedMember: {
            /**
             * @description Id of the member.
             * @example mem_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Where the invitation went. It proves nothing: who signs in is known by their provider’s word. */
            email: string;
            /** @description What to call them. */
            name: string | null;
            /**
             * @description Their role.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /**
             * @description Whether they have come.
             * @enum {string}
             */
            status: "invited" | "active";
            /**
             * Format: date-time
             * @description Until when the invitation holds.
             */
            invite_expires_at: string | null;
            /** @description Who invited them. */
            created_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /**
             * @description Signing in with it makes whoever does so this member. Send it to them.
             * @example inv_…
             */
            invite_token: string;
        };
        InviteBody: {
            /**
             * @description Whom.
             * @example ada@example.org
             */
            email: string;
            /** @description What to call them. */
            name?: string;
            /**
             * @description No role above your own.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
        };
        MemberChanges: {
            /**
             * @description No role above your own.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
        };
        ModelProvider: {
            /** @description Its name. */
            name: string;
            /**
             * @description What it speaks.
             * @enum {string}
             */
            kind: "openai" | "anthropic" | "rules";
            /** @description Where it answers; null for `rules`. */
            base_url: string | null;
            /** @description Name of the secret that has its key. */
            secret: string | null;
            /** @description Where it stands. */
            region: string | null;
            /** @description Labels of data that it may be shown. */
            data_classes: string[];
            /** @description What it serves. */
            models: unknown;
            /** @description What it answers by. */
            rules: unknown;
            /** @description Whether it gives its answers piece by piece. */
            stream: boolean;
            /** @description Whether it may be asked. */
            enabled: boolean;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            updated_at: string;
        };
        ModelProviderList: {
            /** @description The rows of this page. */
            data: components["schemas"]["ModelProvider"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        ServedModelBody: {
            /** @description The model, as its provider names it. */
            name: string;
            /** @description What it reads and writes together, in tokens. */
            context_tokens: number;
            /** @description What it writes at most, where that is less. */
            max_output_tokens?: number;
            /** @description How long an answer takes in milliseconds, until it is known better. */
            latency_ms?: number;
        };
        ToolCallRuleBody: {
            /** @description The tool. */
            name: string;
            /** @description What it is called with. */
            arguments?: {
                [key: string]: unknown;
            };
        };
        RuleBody: {
            /** @description Pattern that the last message matches. */
            match?: string;
            /** @description Pattern that the system prompt matches. */
            system?: string;
            /**
             * @description Whose message is the last.
             * @enum {string}
             */
            role?: "user" | "tool";
            /** @description The tool whose result is the last message. */
            tool?: string;
            /** @description How many answers of the model the conversation holds already. */
            turn?: number;
            /** @description The model that is asked. */
            model?: string;
            /** @description What it says; `{{last}}` and `{{user}}` stand for the last message and for the last one of the user. */
            reply?: string;
            /** @description What it says, as JSON. */
            object?: unknown;
            /** @description What it calls. */
            tool_calls?: components["schemas"]["ToolCallRuleBody"][];
        };
        ModelProviderBody: {
            /**
             * @description Where it answers, as far as `/v1`: with OpenAI or Anthropic, or at a `host:port` of the tenant’s egress_allow.
             * @example https://api.openai.com/v1
             */
            base_url?: string;
            /**
             * @description Name of the secret that has its key. Empty: it asks for none.
             * @example OPENAI_KEY
             */
            secret?: string;
            /** @description Where it stands, for nodes that ask for a region. Empty takes it away. */
            region?: string;
            /** @description Labels of data that it may be shown; data without a label goes everywhere. */
            data_classes?: string[];
            /** @description What it serves. */
            models: components["schemas"]["ServedModelBody"][];
            /** @description Of the kind `rules`: what it answers by, the first that fits. */
            rules?: components["schemas"]["RuleBody"][];
            /** @description Whether it gives its answers piece by piece; it does unless told. */
            stream?: boolean;
            /** @description Whether it may be asked. */
            enabled?: boolean;
            /**
             * @description Its name: small letters, digits, `.`, `_` and `-`.
             * @example openai
             */
            name: string;
            /**
             * @description What it speaks.
             * @enum {string}
             */
            kind: "openai" | "anthropic" | "rules";
        };
        ModelProviderChanges: {
            /**
             * @description Where it answers, as far as `/v1`: with OpenAI or Anthropic, or at a `host:port` of the tenant’s egress_allow.
             * @example https://api.openai.com/v1
             */
            base_url?: string;
            /**
             * @description Name of the secret that has its key. Empty: it asks for none.
             * @example OPENAI_KEY
             */
            secret?: string;
            /** @description Where it stands, for nodes that ask for a region. Empty takes it away. */
            region?: string;
            /** @description Labels of data that it may be shown; data without a label goes everywhere. */
            data_classes?: string[];
            /** @description What it serves. */
            models?: components["schemas"]["ServedModelBody"][];
            /** @description Of the kind `rules`: what it answers by, the first that fits. */
            rules?: components["schemas"]["RuleBody"][];
            /** @description Whether it gives its answers piece by piece; it does unless told. */
            stream?: boolean;
            /** @description Whether it may be asked. */
            enabled?: boolean;
        };
        /** @description What its runs came to in a stretch of time. */
        OrchestraStats: {
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description Runs that were started. */
            runs: number;
            /** @description Of them, those that have not ended. */
            open: number;
            /** @description Those that succeeded. */
            succeeded: number;
            /** @description Those that ended with failures that were tolerated. */
            completed: number;
            /** @description Those that failed. */
            failed: number;
            /** @description Those that were cancelled. */
            cancelled: number;
            /** @description Those whose deadline passed. */
            timed_out: number;
            /** @description How many of those that ended did so well, 0 to 1; null where none has ended. */
            success_rate: number | null;
            /** @description Median milliseconds of those that ended well. */
            duration_p50_ms: number | null;
            /** @description Milliseconds within which 95 of 100 of those ended. */
            duration_p95_ms: number | null;
            /** @description Cents, with decimals, with the runs that they began. */
            cost_cents: number;
            /** @description How many of the newest ended well in a row. */
            streak: number;
        };
        /** @description A time that a schedule names, and what becomes of it. */
        ScheduledTime: {
            /**
             * Format: date-time
             * @description The slot; of a time that is left out, when it would have been.
             */
            at: string;
            /**
             * Format: date-time
             * @description When its run begins, jitter included.
             */
            begins_at: string;
            /**
             * Format: date-time
             * @description By when it is to be over.
             */
            deadline_at: string | null;
            /** @description What the clock of the zone is asked to show. */
            local: string | null;
            /** @description Whether it fires. */
            fires: boolean;
            /** @description `shifted-out-of-gap`, `in-gap`, `first-of-two`, `second-of-two`, `before-start`, `after-end`, `excluded`, `not-included`, `frozen`, `deferred`, `needs-approval`; null where nothing is to be said. */
            note: string | null;
            /** @description The same in words. */
            why: string | null;
        };
        /** @description What became of a slot. */
        PastSlot: {
            /**
             * Format: date-time
             * @description The slot.
             */
            at: string;
            /**
             * @description `fired` has its run, `skipped` never gets one.
             * @enum {string}
             */
            status: "due" | "waiting" | "fired" | "skipped";
            /** @description `misfire`, `overlap`, `disabled`, or the code of what refused the run. */
            reason: string | null;
            /**
             * Format: date-time
             * @description By when it was to be over.
             */
            deadline_at: string | null;
            /**
             * @description Whether it was; `void`: the orchestra was switched off.
             * @enum {string|null}
             */
            deadline: "pending" | "met" | "missed" | "void" | null;
            /** @description The same in words. */
            why: string | null;
            /** @description Its run. */
            run_id: string | null;
            /** @description The backfill that asked for it. */
            backfill_id: string | null;
        };
        OrchestraSchedule: {
            /** @description Whether it fires by itself; if not, `next` is what it would do. */
            enabled: boolean;
            /** @description The zone of its schedule. */
            timezone: string;
            /** @description What comes, in order, with what is left out in between. */
            next: components["schemas"]["ScheduledTime"][];
            /** @description What was, latest first. */
            past: components["schemas"]["PastSlot"][];
        };
        BackfillSlot: {
            /**
             * Format: date-time
             * @description The slot.
             */
            at: string;
            /** @description Whether it is played; if not, it has its run, or is about to get it. */
            plays: boolean;
            /** @description The run that it has. */
            run_id: string | null;
        };
        Backfill: {
            /** @description Its id; null of a dry run. */
            id: string | null;
            /** @description Whether nothing was asked for. */
            dry_run: boolean;
            /** @description How many slots are played. */
            count: number;
            /** @description The slots of the range, 1000 at most. */
            slots: components["schemas"]["BackfillSlot"][];
        };
        BackfillBody: {
            /**
             * @description The first instant of the range.
             * @example 2026-11-01T00:00:00Z
             */
            from: string;
            /** @description The end of the range, which is not part of it; not later than now. */
            to: string;
            /** @description So many of its runs are open at a time; one unless told. */
            concurrency?: number;
            /** @description Shows what would be played, and asks for nothing. */
            dry_run?: boolean;
        };
        /** @description A template that is played on a cadence. */
        Orchestra: {
            /**
             * @description Its id, which never changes.
             * @example orc_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description What it is called. */
            name: string;
            /**
             * @description What it is sorted under.
             * @enum {string|null}
             */
            tag: "Outreach" | "Inbox" | "Research" | "Monitor" | "Marketing" | "Content" | "CRM" | null;
            /** @description What it is for. */
            description: string;
            /** @description When it fires: a cron expression of five fields. Empty: nothing begins by itself. */
            cron: string;
            /** @description The time zone of its cron. */
            timezone: string;
            /** @description What of its schedule differs from the defaults. */
            schedule: {
                [key: string]: unknown;
            };
            /** @description Its score: the template that it plays. It never changes. */
            score_id: string;
            /** @description Name of that template. */
            score_name: string;
            /** @description Whether it fires by itself. */
            enabled: boolean;
            /**
             * @description `running` while a run of it is open, else `paused` while it is off, else `scheduled` where it has a schedule, else `idle`.
             * @enum {string}
             */
            status: "running" | "idle" | "scheduled" | "paused";
            /** @description What its runs are started with. */
            inputs: {
                [key: string]: unknown;
            };
            /** @description Labels of its runs. */
            labels: {
                [key: string]: string;
            };
            /** @description Which secret stands for a name that its score uses. */
            secret_bindings: {
                [key: string]: string;
            };
            /**
             * @deprecated
             * @description Always null.
             */
            skills: string | null;
            /**
             * @deprecated
             * @description Always null.
             */
            instructions: string | null;
            /**
             * @deprecated
             * @description Always null.
             */
            handoff_to_agent_id: string | null;
            /**
             * Format: date-time
             * @description When it fires next, if nothing comes between.
             */
            next_fire_at: string | null;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description What `If-Match` takes for this state. */
            etag: string;
        };
        OrchestraList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Orchestra"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        OrchestraBody: {
            /**
             * @description What it is sorted under; `Auto`: by the pipeline kind of its score.
             * @enum {string}
             */
            tag?: "Auto" | "Outreach" | "Inbox" | "Research" | "Monitor" | "Marketing" | "Content" | "CRM";
            /** @description What it is for. */
            description?: string;
            /**
             * @description When it fires: a cron expression of five fields. Empty: nothing begins by itself.
             * @example 0 2 * * *
             */
            cron?: string;
            /**
             * @description IANA name of the time zone of its cron; UTC where left out.
             * @example Europe/Berlin
             */
            timezone?: string;
            /**
             * @description `dst`, `misfire`, `overlap`, `jitter`, `start`, `end`, `calendars`, `interval`, `deadline`: what differs from the defaults.
             * @example {
             *       "misfire": "skip",
             *       "overlap": "skip"
             *     }
             */
            schedule?: {
                [key: string]: unknown;
            };
            /** @description What its runs are started with, by the schema of its score. */
            inputs?: {
                [key: string]: unknown;
            };
            /**
             * @description Labels of its runs.
             * @example {
             *       "team": "sales"
             *     }
             */
            labels?: {
                [key: string]: unknown;
            };
            /**
             * @description Id of its score: the template that it plays, always the version published last.
             * @example tpl_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            score_id: string;
            /** @description What it is called. */
            name: string;
        };
        OrchestraChanges: {
            /**
             * @description What it is sorted under; `Auto`: by the pipeline kind of its score.
             * @enum {string}
             */
            tag?: "Auto" | "Outreach" | "Inbox" | "Research" | "Monitor" | "Marketing" | "Content" | "CRM";
            /** @description What it is for. */
            description?: string;
            /**
             * @description When it fires: a cron expression of five fields. Empty: nothing begins by itself.
             * @example 0 2 * * *
             */
            cron?: string;
            /**
             * @description IANA name of the time zone of its cron; UTC where left out.
             * @example Europe/Berlin
             */
            timezone?: string;
            /**
             * @description `dst`, `misfire`, `overlap`, `jitter`, `start`, `end`, `calendars`, `interval`, `deadline`: what differs from the defaults.
             * @example {
             *       "misfire": "skip",
             *       "overlap": "skip"
             *     }
             */
            schedule?: {
                [key: string]: unknown;
            };
            /** @description What its runs are started with, by the schema of its score. */
            inputs?: {
                [key: string]: unknown;
            };
            /**
             * @description Labels of its runs.
             * @example {
             *       "team": "sales"
             *     }
             */
            labels?: {
                [key: string]: unknown;
            };
            /** @description What it is called. */
            name?: string;
            /** @description Whether it fires by itself. */
            enabled?: boolean;
            /** @description Refused: the score of an orchestra never changes. */
            score_id?: string;
        };
        SecretBindingsBody: {
            /**
             * @description By the names of secrets that its score uses: the name of the secret that is meant. A name that is left out means itself.
             * @example {
             *       "SMTP_PASSWORD": "SMTP_PASSWORD_SALES"
             *     }
             */
            bindings: {
                [key: string]: unknown;
            };
        };
        /** @description Rules of a tenant, or rules that come with Maestro. */
        Policy: {
            /**
             * @description Id of the policy; of one that comes with Maestro its name.
             * @example pol_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /**
             * @description Name.
             * @example nights
             */
            name: string;
            /**
             * @description What decides.
             * @enum {string}
             */
            engine: "cedar" | "opa";
            /** @description Whether it comes with Maestro: it can be switched, and not changed. */
            shipped: boolean;
            /** @description The latest version; null of one that is shipped. */
            latest_version: number | null;
            /** @description The version that decides; null where none does, and of one that is shipped. */
            active_version: number | null;
            /** @description Whether it decides. */
            active: boolean;
            /** @description What it is for, of one that is shipped. */
            description: string | null;
            /** @description Who made it. */
            created_by: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string | null;
        };
        PolicyList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Policy"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        PublishedPolicy: {
            /** @description Id of the policy. */
            id: string;
            /** @description Name. */
            name: string;
            /** @description The version that says this. */
            version: number;
            /** @description Whether this version decides now. */
            active: boolean;
            /** @description How many tests it has passed. */
            tests: number;
        };
        PublishPolicyBody: {
            /**
             * @description Name: a-z, 0-9 and -.
             * @example nights
             */
            name: string;
            /**
             * @description What decides: Cedar in process unless told.
             * @enum {string}
             */
            engine?: "cedar" | "opa";
            /** @description Cedar rules. */
            text?: string;
            /**
             * @description Of an OPA policy: the package that holds its rules.
             * @example maestro.starts
             */
            package?: string;
            /** @description Of an OPA policy: what it decides about. */
            actions?: string[];
            /** @description Tests it has to pass: `[{"name", "question", "expect", "reasons"}]`. */
            tests?: unknown;
            /** @description Whether it decides from now on; it does unless told. */
            activate?: boolean;
        };
        /** @description A test of a policy, and how it went. */
        PolicyTest: {
            /** @description Name of the test. */
            name: string;
            /** @description Whether the policy said what it expects. */
            passed: boolean;
            /**
             * @description What the policy said.
             * @enum {string}
             */
            said: "allow" | "deny" | "require-approval";
            /** @description Rules that decided. */
            reasons: string[];
        };
        PolicyTests: {
            /** @description One for each test, in their order. */
            results: components["schemas"]["PolicyTest"][];
            /** @description How many did not pass. */
            failed: number;
        };
        TestPolicyBody: {
            /** @description Name: it stands before the ids of its rules. */
            name: string;
            /** @description Cedar rules. */
            text: string;
            /** @description Tests: `[{"name", "question", "expect", "reasons"}]`. */
            tests?: unknown;
        };
        /** @description What would be decided. Nothing is kept. */
        PolicyEvaluation: {
            /**
             * @description What would be decided.
             * @enum {string}
             */
            effect: "allow" | "deny" | "require-approval";
            /** @description Rules that decide. */
            reasons: string[];
            /** @description What has to be done where it is allowed. */
            obligations: unknown;
            /** @description Digest of all the rules that were asked. */
            policy_digest: string;
        };
        /** @description A question, as policy is asked it. */
        EvaluatePolicyBody: {
            /**
             * @description What somebody wants to do.
             * @enum {string}
             */
            action: "template:publish" | "run:start" | "task:start" | "secret:use" | "approval:vote" | "egress:connect" | "tool:call";
            /** @description Who: `kind`, `id`, `actor`, `role`; you unless told. */
            principal?: {
                [key: string]: unknown;
            };
            /** @description To what: `type`, `id`, `attributes`. */
            resource: {
                [key: string]: unknown;
            };
            /** @description Under which circumstances. */
            context?: {
                [key: string]: unknown;
            };
        };
        /** @description A version of a policy. It never changes. */
        PolicyVersion: {
            /** @description Number of the version. */
            version: number;
            /** @description SHA-256 of what it says. */
            digest: string;
            /** @description The Cedar text; null of an OPA policy. */
            text: string | null;
            /** @description The package in the Open Policy Agent; null of a Cedar policy. */
            package: string | null;
            /** @description What an OPA policy decides about. */
            actions: string[];
            /** @description Its tests. */
            tests: unknown;
            /** @description Who published it; null where it comes with Maestro. */
            created_by: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string | null;
        };
        PolicyVersionList: {
            /** @description The rows of this page. */
            data: components["schemas"]["PolicyVersion"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        ActivatePolicyBody: {
            /** @description Version that decides; the latest unless told. */
            version?: number;
        };
        ControlBody: {
            /** @description Why, for the history. */
            reason?: string;
        };
        /** @description What a new run takes over from the run it repeats. */
        Rerun: {
            /** @description The new run; null of a dry run. */
            run: components["schemas"]["Run"] | null;
            /** @description Version it plays. */
            version: number;
            /** @description Nodes whose results are taken over. */
            reused: string[];
            /** @description Nodes that are done again. */
            executed: string[];
            /** @description Nodes that are not to run. */
            skipped: string[];
        };
        RetryBody: {
            /** @description Version to play, not older than that of the run; the same where left out. */
            version?: number | "latest";
            /** @description Only says what would be done. */
            dry_run?: boolean;
        };
        RerunBody: {
            /** @description Version to play, not older than that of the run; the same where left out. */
            version?: number | "latest";
            /** @description Only says what would be done. */
            dry_run?: boolean;
            /**
             * @description Ids of the nodes to begin again with; everything where left out.
             * @example [
             *       "fetch"
             *     ]
             */
            from?: string[];
            /** @description Other inputs. Without `from`, what does not read them is taken over all the same. */
            inputs?: {
                [key: string]: unknown;
            };
        };
        LabelsBody: {
            /**
             * @description Labels to set, each a name with a text.
             * @example {
             *       "team": "sales"
             *     }
             */
            set?: {
                [key: string]: unknown;
            };
            /** @description Names of labels to take away. */
            remove?: string[];
        };
        /** @description Either `template_id` or `template`. */
        StartBody: {
            /**
             * @description Id of the template to play.
             * @example tpl_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            template_id?: string;
            /**
             * @description Name of the template to play.
             * @example kev-ingest
             */
            template?: string;
            /** @description Version to play; the one published last where left out. */
            version?: number;
            /** @description Inputs, by the schema of the template. */
            inputs?: {
                [key: string]: unknown;
            };
            /** @description One key starts one run of a template, for ever: the same key and body give that run again. */
            idempotency_key?: string;
            /**
             * @description Words to find the run by: up to 64 names, each with a text.
             * @example {
             *       "team": "sales"
             *     }
             */
            labels?: {
                [key: string]: unknown;
            };
            /** @description Where tasks have to wait, the highest go first; 0 where left out. */
            priority?: number;
            /**
             * @description How long it may take, from now; that of the template where left out.
             * @example 30m
             */
            deadline?: string;
            /** @description What all its attempts may cost; never more than its template allows. */
            budget?: components["schemas"]["RunBudget"];
        };
        /** @description Why a task is parked. */
        Wait: {
            /**
             * @description Stable code of the reason.
             * @example BACKOFF
             */
            reason: string;
            /** @description The reason in words. */
            detail: string | null;
            /**
             * Format: date-time
             * @description When it is looked at again.
             */
            wake_at: string | null;
        };
        Task: {
            /**
             * @description Id of the task.
             * @example task_01j9z3k4v5x6y7z8a9b0c1d2e3_0
             */
            id: string;
            /** @description Number of the task in its run, from 0. */
            n: number;
            /** @description Id of its node in the template. */
            node: string;
            /**
             * @description What sort of node it is.
             * @example task
             */
            kind: string;
            /** @description Labels of its node. */
            labels: {
                [key: string]: string;
            };
            /** @description The map or loop it is an instance of. */
            parent_task: string | null;
            /** @description Which item or round of that, from 0. */
            index: number | null;
            /** @description The run whose result it took over. */
            reused_from: string | null;
            /** @description Handler that performs it. */
            ref: string;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            status: "pending" | "ready" | "queued" | "running" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled";
            /** @description Number of the current or last attempt; 0 before the first. */
            attempt: number;
            /** @description Attempts it may have, the first included. */
            max_attempts: number;
            /** @description Queue it is served from. */
            queue: string;
            /**
             * Format: date-time
             * @description When it could have started.
             */
            ready_at: string | null;
            /**
             * Format: date-time
             * @description When its last attempt started.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at: string | null;
            /** @description Milliseconds the last attempt took, or takes so far. */
            duration_ms: number | null;
            /** @description What its attempts have cost, in cents with decimals. */
            cost_cents: number;
            /** @description Tokens that its attempts have used. */
            tokens: number;
            /** @description Model of which it has used them. */
            model: string | null;
            /** @description What it returned; null where it has not, or where the value is kept apart. */
            output: unknown;
            /** @description Where the output is kept apart because of its size: its digest and size. */
            output_ref: {
                [key: string]: unknown;
            } | null;
            /** @description Why its last attempt failed. */
            error: components["schemas"]["Problem"] | null;
            /** @description Why it is parked, while it is. */
            wait: components["schemas"]["Wait"] | null;
        };
        TaskList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Task"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        CancelBody: {
            /** @description Why, for the history. */
            reason?: string;
            /** @description How long running attempts may go on, in milliseconds; as the template says where left out. */
            grace_ms?: number;
        };
        /** @description One move of one task. */
        Transition: {
            /** @description Id of the task. */
            task: string;
            /** @description Number of the task. */
            n: number;
            /** @description Id of its node. */
            node: string;
            /** @description Status it had. */
            from: string;
            /** @description Status it has. */
            to: string;
            /** @description Attempt the move belongs to. */
            attempt: number;
        };
        /** @description What one transaction did to one run. */
        Event: {
            /** @description Position of the event in the run’s history: go on from here with `after`. */
            id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /**
             * @description What happened.
             * @enum {string}
             */
            type: "run.created" | "tasks" | "run.finished" | "anomaly.detected" | "run.control" | "run.labels" | "task.control" | "signal.received" | "approval.requested" | "approval.vote" | "slot.deadline_missed" | "log";
            /** @description The run; null where a slot has none. */
            run_id: string | null;
            /** @description Who did it; null where nobody in particular did. */
            actor: string | null;
            /** @description Tasks that moved. */
            transitions: components["schemas"]["Transition"][];
            /** @description What else there is to say: a log line, the new status. */
            data: {
                [key: string]: unknown;
            } | null;
        };
        EventList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Event"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        Secret: {
            /**
             * @description Its name, as expressions write it after `secrets.`.
             * @example PAGER_TOKEN
             */
            name: string;
            /** @description The version that attempts are given now. */
            version: number;
            /**
             * @description Where its value is kept.
             * @enum {string}
             */
            provider: "stored" | "environment" | "vault";
            /** @description Where the value is; null where it is kept here. */
            reference: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @description When the secret was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its current version was written.
             */
            updated_at: string;
        };
        SecretList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Secret"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        SealedAnew: {
            /** @description How many versions of secrets were sealed with the new data key. */
            versions: number;
        };
        SecretBody: {
            /** @description The value: 4 characters to 64 KiB. It is never shown again. */
            value?: string;
            /** @description Instead of a value, where it is: `{"provider": "environment", "variable": …}` or `{"provider": "vault", "path": …, "key": …}`. */
            reference?: {
                [key: string]: unknown;
            };
        };
        SecretVersion: {
            /** @description Its number, from 1. */
            version: number;
            /**
             * @description Where its value is kept.
             * @enum {string}
             */
            provider: "stored" | "environment" | "vault";
            /** @description Where the value is; null where it is kept here. */
            reference: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @description When it was written.
             */
            created_at: string;
            /** @description Who wrote it. */
            created_by: string;
        };
        SecretVersionList: {
            /** @description The rows of this page. */
            data: components["schemas"]["SecretVersion"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        SecretTemplate: {
            /** @description Id of the template. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its newest version, which names the secret. */
            version: number;
        };
        SecretUse: {
            /** @description The run. */
            run_id: string;
            /** @description The task. */
            task_id: string;
            /** @description Which of its attempts. */
            attempt: number;
            /** @description The version of the secret that it was given. */
            version: number;
            /**
             * Format: date-time
             * @description When.
             */
            used_at: string;
        };
        SecretUsages: {
            /** @description Templates whose newest version names the secret, a hundred at most. */
            templates: components["schemas"]["SecretTemplate"][];
            /** @description The attempts that were given it last, fifty at most. */
            uses: components["schemas"]["SecretUse"][];
        };
        CurrentSession: {
            /**
             * @description Id of the session.
             * @example ses_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Who vouched for the person. */
            provider: string;
            /** @description What the browser calls itself. */
            user_agent: string | null;
            /**
             * Format: date-time
             * @description When it began.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @description When it is over without another request.
             */
            ends_at: string;
            /**
             * Format: date-time
             * @description When it is over in any case.
             */
            expires_at: string;
            /** @description Whether it is the one you ask with. */
            current: boolean;
            /** @description To be sent as `X-CSRF-Token` with everything that changes something. */
            csrf_token: string;
        };
        /** @description Somebody signed in, on one browser. */
        Session: {
            /**
             * @description Id of the session.
             * @example ses_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Who vouched for the person. */
            provider: string;
            /** @description What the browser calls itself. */
            user_agent: string | null;
            /**
             * Format: date-time
             * @description When it began.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @description When it is over without another request.
             */
            ends_at: string;
            /**
             * Format: date-time
             * @description When it is over in any case.
             */
            expires_at: string;
            /** @description Whether it is the one you ask with. */
            current: boolean;
        };
        SessionList: {
            /** @description Your sessions, the newest first. */
            data: components["schemas"]["Session"][];
        };
        SignedOut: {
            /**
             * Format: uri
             * @description Where the browser ends the session of the provider, too; null where there is no such place.
             */
            end_session_url: string | null;
        };
        /** @description Kept until a task of the run that waits for its name takes it. */
        Signal: {
            /**
             * @description Id of the signal.
             * @example sig_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description The run it was sent to. */
            run_id: string;
            /** @description Its name. */
            name: string;
            /** @description The sender’s own name for it. */
            source: string | null;
            /**
             * Format: date-time
             * @description When it was kept.
             */
            created_at: string;
        };
        SignalBody: {
            /** @description What is said: the output of the task that waits for it. Null where left out. */
            payload?: unknown;
            /**
             * @description Your own name for this signal: sent twice under it, it counts once.
             * @example delivery-0194
             */
            source?: string;
        };
        SignInProviders: {
            /** @description Names of the providers, each for `/api/auth/login?provider=`. */
            data: string[];
        };
        /** @description An event, and why this stream has it. */
        StreamEvent: {
            /** @description Position of the event in the run’s history: go on from here with `after`. */
            id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /**
             * @description What happened.
             * @enum {string}
             */
            type: "run.created" | "tasks" | "run.finished" | "anomaly.detected" | "run.control" | "run.labels" | "task.control" | "signal.received" | "approval.requested" | "approval.vote" | "slot.deadline_missed" | "log";
            /** @description The run; null where a slot has none. */
            run_id: string | null;
            /** @description Who did it; null where nobody in particular did. */
            actor: string | null;
            /** @description Tasks that moved. */
            transitions: components["schemas"]["Transition"][];
            /** @description What else there is to say: a log line, the new status. */
            data: {
                [key: string]: unknown;
            } | null;
            /** @description Orchestra that its run plays in; null where there is none. */
            orchestra_id: string | null;
            /** @description Topics of the stream that it belongs to. */
            topics: string[];
        };
        StreamEventList: {
            /** @description The rows of this page. */
            data: components["schemas"]["StreamEvent"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        Validation: {
            /** @description Always true: faults are a problem of status 422. */
            valid: boolean;
            /** @description Name the template would be published under, where it has one. */
            name: string | null;
            /** @description How many nodes it has. */
            nodes: number;
            /** @description What is allowed and probably not meant. */
            warnings: components["schemas"]["FieldProblem"][];
        };
        /** @description Either `source` or `definition`. */
        PublishBody: {
            /** @description Name to publish under, where the template itself has none. */
            name?: string;
            /** @description The template as text, YAML or JSON. */
            source?: string;
            /** @description The template as a JSON object. */
            definition?: {
                [key: string]: unknown;
            };
        };
        PublishedTemplate: {
            /**
             * @description Id of the template.
             * @example tpl_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /**
             * @description Name, one of a kind in the tenant.
             * @example kev-ingest
             */
            name: string;
            /** @description The version that plays where none is named: the one published last. */
            version: number;
            /** @description What it is for. */
            description: string | null;
            /** @description Tag, for grouping. */
            tag: string | null;
            /** @description Who is responsible. */
            owner: string | null;
            /** @description Labels. */
            labels: {
                [key: string]: string;
            };
            /**
             * @description What sort of pipeline it is.
             * @example outreach
             */
            pipeline_kind: string | null;
            /** @description What it can do, in words. */
            capabilities: string[];
            /**
             * @description What a run costs about.
             * @example 0.40 USD
             */
            cost_estimate: string | null;
            /** @description Why it is there. */
            purpose: string | null;
            /** @description On whose authority it acts. */
            authority: string | null;
            /** @description Licence of the template. */
            licence: string | null;
            /**
             * Format: date-time
             * @description When it was first published.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its current version last changed.
             */
            updated_at: string;
            /**
             * @description What publishing made. `unchanged`: a version with this very content was there already.
             * @enum {string}
             */
            outcome: "template_created" | "version_created" | "unchanged";
        };
        Template: {
            /**
             * @description Id of the template.
             * @example tpl_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /**
             * @description Name, one of a kind in the tenant.
             * @example kev-ingest
             */
            name: string;
            /** @description The version that plays where none is named: the one published last. */
            version: number;
            /** @description What it is for. */
            description: string | null;
            /** @description Tag, for grouping. */
            tag: string | null;
            /** @description Who is responsible. */
            owner: string | null;
            /** @description Labels. */
            labels: {
                [key: string]: string;
            };
            /**
             * @description What sort of pipeline it is.
             * @example outreach
             */
            pipeline_kind: string | null;
            /** @description What it can do, in words. */
            capabilities: string[];
            /**
             * @description What a run costs about.
             * @example 0.40 USD
             */
            cost_estimate: string | null;
            /** @description Why it is there. */
            purpose: string | null;
            /** @description On whose authority it acts. */
            authority: string | null;
            /** @description Licence of the template. */
            licence: string | null;
            /**
             * Format: date-time
             * @description When it was first published.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its current version last changed.
             */
            updated_at: string;
        };
        TemplateList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Template"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        TemplateVersion: {
            /** @description Number of the version, from 1. */
            version: number;
            /** @description SHA-256 of the canonical document. */
            content_hash: string;
            /**
             * Format: date-time
             * @description When it was published.
             */
            created_at: string;
            /**
             * @description Who published it.
             * @example key:local
             */
            created_by: string;
        };
        TemplateVersionList: {
            /** @description The rows of this page. */
            data: components["schemas"]["TemplateVersion"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        TemplateVersionDetail: {
            /** @description Number of the version, from 1. */
            version: number;
            /** @description SHA-256 of the canonical document. */
            content_hash: string;
            /**
             * Format: date-time
             * @description When it was published.
             */
            created_at: string;
            /**
             * @description Who published it.
             * @example key:local
             */
            created_by: string;
            /**
             * @description What the source is written in.
             * @enum {string}
             */
            format: "json" | "yaml";
            /** @description The text that was published. */
            source: string;
            /** @description What the source was compiled to: what runs play. */
            plan: {
                [key: string]: unknown;
            };
        };
        AccessToken: {
            /** @description The key, to be sent as `Authorization: Bearer`. */
            access_token: string;
            /** @description What it is: an access token. */
            issued_token_type: string;
            /** @description How to send it: `Bearer`. */
            token_type: string;
            /** @description Seconds that it is good for. */
            expires_in: number;
            /** @description What it may do, separated by blanks. */
            scope: string;
        };
        /** @description A token exchange, RFC 8693. */
        TokenBody: {
            /** @description The same fields as a form, where the body is one. */
            form?: string;
            /** @description `urn:ietf:params:oauth:grant-type:token-exchange`. */
            grant_type?: string;
            /** @description The JSON Web Token of the machine. */
            subject_token?: string;
            /** @description `urn:ietf:params:oauth:token-type:jwt`, or `…:id_token`. */
            subject_token_type?: string;
            /**
             * @description Id of the tenant.
             * @example ten_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            audience?: string;
            /** @description Permissions, separated by blanks; all that the rule gives, where left out. */
            scope?: string;
        };
        /** @description What a node may call, as a model is told of it. */
        Tool: {
            /**
             * @description What nodes name it by.
             * @example http:crm.getContact
             */
            ref: string;
            /** @description What a model calls it. */
            name: string;
            /** @description What it is for. */
            description: string;
            /** @description JSON Schema of its arguments. */
            input_schema: {
                [key: string]: unknown;
            };
            /** @description Whether a call may change something. */
            side_effects: boolean;
        };
        /** @description A later listing that takes effect once somebody approves it. */
        ToolsetProposal: {
            /** @description Its digest: what is approved. */
            digest: string;
            /** @description Its address. */
            url: string;
            /** @description Tools that are new. */
            added: string[];
            /** @description Tools that are gone. */
            removed: string[];
            /** @description Tools that say something else of themselves. */
            changed: string[];
            /** @description All its tools. */
            tools: components["schemas"]["Tool"][];
        };
        /** @description Tools of an OpenAPI document or of an MCP server, as somebody approved them. */
        Toolset: {
            /**
             * @description Id of the toolset.
             * @example tls_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /**
             * @description Its name, as references write it.
             * @example crm
             */
            name: string;
            /**
             * @description Where its tools come from.
             * @enum {string}
             */
            kind: "openapi" | "mcp";
            /** @description Where calls go. */
            url: string;
            /** @description The secret that calls carry; null for none. */
            secret_name: string | null;
            /** @description Digest of what was approved. */
            digest: string;
            /** @description Its tools. */
            tools: components["schemas"]["Tool"][];
            /** @description What it listed later; null where that is what was approved. */
            proposed: components["schemas"]["ToolsetProposal"] | null;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updated_at: string;
        };
        ToolsetList: {
            /** @description Toolsets by name: 200 at most. */
            data: components["schemas"]["Toolset"][];
        };
        /** @description Something that is listed and is no tool. */
        SkippedTool: {
            /** @description What it is called. */
            operation: string;
            /** @description Why it is left out. */
            reason: string;
        };
        /** @description A toolset, and what of its listing is left out. */
        ListedToolset: {
            /** @description The toolset. */
            toolset: components["schemas"]["Toolset"];
            /** @description What is no tool, and why. */
            skipped: components["schemas"]["SkippedTool"][];
        };
        ToolsetBody: {
            /**
             * @description A name of a-z, 0-9, _ and -, from a letter on.
             * @example crm
             */
            name: string;
            /**
             * @description Where its tools come from.
             * @enum {string}
             */
            kind: "openapi" | "mcp";
            /**
             * @description Address of the server; of a document its own, unless told.
             * @example https://api.example.org
             */
            url?: string;
            /** @description The OpenAPI document (3.0 or 3.1), as JSON. */
            document?: {
                [key: string]: unknown;
            };
            /**
             * @description How an MCP server is reached: `stdio` is refused.
             * @enum {string}
             */
            transport?: "streamable-http" | "stdio";
            /**
             * @description Name of the secret that calls carry.
             * @example CRM_TOKEN
             */
            secret_name?: string;
            /** @description Of an MCP server: the header that carries the secret; `Authorization: Bearer` unless told. */
            secret_header?: string;
            /** @description Tools of which you say that they change nothing: they are called without asking anybody. */
            read_only?: string[];
        };
        ToolsetRefreshBody: {
            /** @description Of a toolset of a document: the document as it is now. */
            document?: {
                [key: string]: unknown;
            };
        };
        ToolsetApprovalBody: {
            /** @description Digest of what is proposed, as you read it. */
            digest: string;
        };
        /** @description Says what begins when something happens. */
        Trigger: {
            /**
             * @description Its id.
             * @example trg_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description What it is called. */
            name: string;
            /** @description What it is for. */
            description: string;
            /**
             * @description What it looks at: events, or the ends of runs.
             * @enum {string}
             */
            on: "event" | "run_finished";
            /** @description Which of them. */
            filter: {
                [key: string]: unknown;
            };
            /** @description An expression over `trigger`; empty: whatever passes the filter. */
            match: string;
            /** @description The template that it begins. */
            template_id: string | null;
            /** @description The orchestra that it begins. */
            orchestra_id: string | null;
            /** @description Name of what it begins. */
            target: string;
            /** @description What its runs are started with. */
            inputs: {
                [key: string]: unknown;
            };
            /** @description Labels of its runs. */
            labels: {
                [key: string]: string;
            };
            /** @description Under which key a run is started once; empty: each event starts one. */
            idempotency_key: string;
            /** @description So many triggers in a row at most. */
            max_depth: number;
            /** @description So many firings within a minute at most. */
            max_per_minute: number;
            /** @description Whether it fires. */
            enabled: boolean;
            /** @description Who made it. */
            created_by: string;
            /** @description Who answers for its runs: whoever changed it last. */
            changed_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description What `If-Match` takes for this state. */
            etag: string;
        };
        TriggerList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Trigger"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description On events: `types`, and `sources`. On the ends of runs: `templates`, `orchestras`, `statuses`. */
        TriggerFilter: {
            /** @description Types of events, exactly, or as `com.example.*`; `*` is any. */
            types?: string[];
            /** @description Sources of events, exactly; any where left out. */
            sources?: string[];
            /** @description Ids of templates whose runs end. */
            templates?: string[];
            /** @description Ids of orchestras whose runs end. */
            orchestras?: string[];
            /** @description How they end: succeeded, completed, failed, cancelled, timed_out; any where left out. */
            statuses?: string[];
        };
        /** @description Either `template_id` or `orchestra_id`. */
        TriggerBody: {
            /** @description What it is for. */
            description?: string;
            /**
             * @description An expression over `trigger`, which is the event. Empty: whatever passes the filter.
             * @example trigger.data.amount > 100
             */
            match?: string;
            /**
             * @description What its runs are started with; strings may hold expressions over `trigger`.
             * @example {
             *       "order": "${{ trigger.data.order }}"
             *     }
             */
            inputs?: {
                [key: string]: unknown;
            };
            /**
             * @description Labels of its runs, in the same way.
             * @example {
             *       "shop": "${{ trigger.source }}"
             *     }
             */
            labels?: {
                [key: string]: unknown;
            };
            /**
             * @description One key starts one run of a template, for ever: in the same way. Empty: each event starts a run.
             * @example order-${{ trigger.data.order }}
             */
            idempotency_key?: string;
            /** @description So many triggers in a row at most; 8 where left out. */
            max_depth?: number;
            /** @description So many firings within a minute at most; 600 where left out. */
            max_per_minute?: number;
            /** @description What it is called. */
            name: string;
            /**
             * @description `event`: what is received. `run_finished`: the end of a run.
             * @enum {string}
             */
            on: "event" | "run_finished";
            /** @description What it looks at. */
            filter: components["schemas"]["TriggerFilter"];
            /** @description Begins runs of this template, the version published last. */
            template_id?: string;
            /** @description Begins runs of this orchestra, while it is on. */
            orchestra_id?: string;
        };
        TriggerChanges: {
            /** @description What it is for. */
            description?: string;
            /**
             * @description An expression over `trigger`, which is the event. Empty: whatever passes the filter.
             * @example trigger.data.amount > 100
             */
            match?: string;
            /**
             * @description What its runs are started with; strings may hold expressions over `trigger`.
             * @example {
             *       "order": "${{ trigger.data.order }}"
             *     }
             */
            inputs?: {
                [key: string]: unknown;
            };
            /**
             * @description Labels of its runs, in the same way.
             * @example {
             *       "shop": "${{ trigger.source }}"
             *     }
             */
            labels?: {
                [key: string]: unknown;
            };
            /**
             * @description One key starts one run of a template, for ever: in the same way. Empty: each event starts a run.
             * @example order-${{ trigger.data.order }}
             */
            idempotency_key?: string;
            /** @description So many triggers in a row at most; 8 where left out. */
            max_depth?: number;
            /** @description So many firings within a minute at most; 600 where left out. */
            max_per_minute?: number;
            /** @description What it is called. */
            name?: string;
            /** @description What it looks at. */
            filter?: components["schemas"]["TriggerFilter"];
            /** @description Whether it fires. */
            enabled?: boolean;
        };
        FiringList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Firing"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description What a trigger would make of an event. Nothing was begun. */
        TriggerTest: {
            /**
             * @description `fires`: a run would be started. `filtered`: the filter leaves the event out. `unmatched`: the expression says no. `refused`: something is wrong.
             * @enum {string}
             */
            outcome: "fires" | "filtered" | "unmatched" | "refused";
            /** @description The code of what is wrong. */
            reason: string | null;
            /** @description The same in words, with its place. */
            detail: string | null;
            /** @description What the run would be started with. */
            inputs: {
                [key: string]: unknown;
            } | null;
            /** @description Its labels. */
            labels: {
                [key: string]: unknown;
            } | null;
            /** @description Its idempotency key. */
            idempotency_key: string | null;
        };
        /** @description Either `trigger_id` or `trigger`. */
        TriggerTestBody: {
            /** @description A trigger that there is. */
            trigger_id?: string;
            /** @description A trigger that there might be. */
            trigger?: components["schemas"]["TriggerBody"];
            /** @description The event, in the JSON format of CloudEvents. */
            event: {
                [key: string]: unknown;
            };
        };
        /** @description Which tokens of which issuer let a machine in, and as what. */
        TrustRule: {
            /**
             * @description Id of the rule.
             * @example tru_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Its name: histories say `workload:<name>`. */
            name: string;
            /** @description Who signs the tokens. */
            issuer: string;
            /** @description Whom the tokens have to be for. */
            audience: string;
            /**
             * @description What they are signed with.
             * @enum {string}
             */
            algorithm: "RS256" | "PS256" | "ES256" | "ES384" | "EdDSA";
            /** @description Claims and the values they have to have. */
            conditions: {
                [key: string]: string;
            };
            /**
             * @description The role of who is let in.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /** @description What of the role they may do; null for all. */
            scopes: string[] | null;
            /** @description Seconds that what they get is good for. */
            ttl_s: number;
            /** @description Who made the rule. */
            created_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
        };
        TrustRuleList: {
            /** @description The rules that hold, the newest first: 200 at most. */
            data: components["schemas"]["TrustRule"][];
        };
        TrustRuleBody: {
            /**
             * @description A name of a-z, 0-9, ., _ and -.
             * @example github-main
             */
            name: string;
            /**
             * @description Address of the issuer, exactly as it stands in its tokens.
             * @example https://token.actions.githubusercontent.com
             */
            issuer: string;
            /** @description Whom the tokens have to be for; the id of your tenant unless told. */
            audience?: string;
            /**
             * @description What they are signed with; RS256 unless told.
             * @enum {string}
             */
            algorithm?: "RS256" | "PS256" | "ES256" | "ES384" | "EdDSA";
            /**
             * @description Claims and the texts they have to be, all of them; a `*` at the end of a text stands for anything.
             * @example {
             *       "repository": "acme/app",
             *       "ref": "refs/heads/main"
             *     }
             */
            conditions: {
                [key: string]: unknown;
            };
            /**
             * @description No role above your own.
             * @enum {string}
             */
            role: "owner" | "admin" | "operator" | "author" | "viewer" | "agent";
            /** @description What of the role they may do; all, where left out. */
            scopes?: string[];
            /** @description Seconds that what they get is good for; 900 unless told. */
            ttl_s?: number;
        };
        RateLimit: {
            /** @description Requests a second of all keys together; null for what the installation gives. */
            per_second: number | null;
            /** @description Requests a second of each key; null for what the installation gives. */
            per_key: number | null;
        };
        Tenant: {
            /**
             * @description Id of the tenant.
             * @example ten_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its environment, part of its API keys. */
            env: string;
            /** @description Addresses, as `host:port`, that tasks may reach although they are private. */
            egress_allow: string[];
            /** @description Runs that may be open at once; null for no limit. */
            max_open_runs: number | null;
            /** @description Tasks that may be queued or running at once; null for no limit. */
            max_running_tasks: number | null;
            /** @description Orchestras that may be switched on at once; null for no limit. */
            max_enabled_orchestras: number | null;
            /** @description Its share of a queue for which tenants compete, beside the weights of the others. */
            weight: number;
            /** @description How often its keys may ask. */
            rate_limit: components["schemas"]["RateLimit"];
            /**
             * @description What becomes of attempts with a model that has no price.
             * @enum {string}
             */
            unknown_models: "refuse" | "declared";
            /**
             * @description The kill switch.
             * @enum {string}
             */
            kill_switch: "off" | "stop_spending" | "stop_all";
        };
        RateLimitChanges: {
            /** @description Requests a second of all keys together, up to the installation's most. 0 for what the installation gives. */
            per_second?: number;
            /** @description Requests a second of each key, up to the installation's most. 0 for what the installation gives. */
            per_key?: number;
        };
        TenantChanges: {
            /**
             * @description Addresses, as `host:port`, that tasks may reach although they are private. Replaces the list.
             * @example [
             *       "127.0.0.1:8080"
             *     ]
             */
            egress_allow?: string[];
            /** @description Runs that may be open at once; a start beyond is refused. 0 for no limit. */
            max_open_runs?: number;
            /** @description Tasks that may be queued or running at once; what is ready beyond waits. 0 for no limit. */
            max_running_tasks?: number;
            /** @description Orchestras that may be switched on at once; one more is refused. 0 for no limit. */
            max_enabled_orchestras?: number;
            /** @description Its share of a queue for which tenants compete, beside the weights of the others. */
            weight?: number;
            /** @description How often its keys may ask. Counts within two seconds. */
            rate_limit?: components["schemas"]["RateLimitChanges"];
            /**
             * @description A model without a price: `refuse` it, or take the worst case that the template has `declared`.
             * @enum {string}
             */
            unknown_models?: "refuse" | "declared";
        };
        /** @description An address that is told what happens, under signatures. */
        Webhook: {
            /**
             * @description Its id, which never changes.
             * @example whk_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Where it is told. */
            url: string;
            /** @description What it is for. */
            description: string;
            /** @description Types of events that it hears of. */
            events: string[];
            /** @description Templates whose runs it hears of; all, where there are none. */
            templates: string[];
            /** @description Orchestras whose runs it hears of; all, where there are none. */
            orchestras: string[];
            /** @description Whether it is told anything. */
            enabled: boolean;
            /**
             * @description Why it is off: somebody switched it off, it said 410, or it failed for five days.
             * @enum {string|null}
             */
            off_reason: "manual" | "gone" | "failing" | null;
            /**
             * Format: date-time
             * @description Since when every attempt failed; null where the last one did not.
             */
            failing_since: string | null;
            /**
             * Format: date-time
             * @description Until when the secret of before signs as well; null where there is none.
             */
            previous_secret_until: string | null;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description What `If-Match` takes for this state. */
            etag: string;
        };
        WebhookList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Webhook"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description A webhook with what checks its signatures: shown this once. */
        NewWebhook: {
            /**
             * @description Its id, which never changes.
             * @example whk_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description Where it is told. */
            url: string;
            /** @description What it is for. */
            description: string;
            /** @description Types of events that it hears of. */
            events: string[];
            /** @description Templates whose runs it hears of; all, where there are none. */
            templates: string[];
            /** @description Orchestras whose runs it hears of; all, where there are none. */
            orchestras: string[];
            /** @description Whether it is told anything. */
            enabled: boolean;
            /**
             * @description Why it is off: somebody switched it off, it said 410, or it failed for five days.
             * @enum {string|null}
             */
            off_reason: "manual" | "gone" | "failing" | null;
            /**
             * Format: date-time
             * @description Since when every attempt failed; null where the last one did not.
             */
            failing_since: string | null;
            /**
             * Format: date-time
             * @description Until when the secret of before signs as well; null where there is none.
             */
            previous_secret_until: string | null;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description What `If-Match` takes for this state. */
            etag: string;
            /**
             * @description The secret that signs. Nobody can show it again.
             * @example whsec_…
             */
            secret: string;
        };
        WebhookBody: {
            /** @description What it is for. */
            description?: string;
            /**
             * @description Hear of runs of these templates alone; of all, where left out.
             * @example [
             *       "tpl_01j9z3k4v5x6y7z8a9b0c1d2e3"
             *     ]
             */
            templates?: string[];
            /** @description Hear of runs of these orchestras alone; of all, where left out. */
            orchestras?: string[];
            /**
             * @description Where to tell it: https, or http within a network of your own. Private addresses need `egress_allow`.
             * @example https://hooks.example.com/maestro
             */
            url: string;
            /**
             * @description What to tell of: `maestro.run.created` (A run was accepted.), `maestro.run.finished` (A run has ended, in whatever way.), `maestro.run.succeeded` (A run has ended, and every node that ran succeeded.), `maestro.run.completed` (A run has ended with failures that it tolerates.), `maestro.run.failed` (A run has failed.), `maestro.run.cancelled` (A run was cancelled.), `maestro.run.timed_out` (The deadline of a run has passed.), `maestro.approval.requested` (A question was put to people.), `maestro.approval.voted` (Somebody answered a question.), `maestro.anomaly.detected` (A run took unusually long, or cost unusually much.), `maestro.deadline.missed` (What an orchestra had to have done by a deadline was not done by then.), `maestro.budget.threshold_crossed` (Of what an account may spend, half or four fifths are spent.), `maestro.budget.exhausted` (An account has nothing left, or too little for what waits for it.).
             * @example [
             *       "maestro.run.failed"
             *     ]
             */
            events: string[];
        };
        WebhookChanges: {
            /** @description What it is for. */
            description?: string;
            /**
             * @description Hear of runs of these templates alone; of all, where left out.
             * @example [
             *       "tpl_01j9z3k4v5x6y7z8a9b0c1d2e3"
             *     ]
             */
            templates?: string[];
            /** @description Hear of runs of these orchestras alone; of all, where left out. */
            orchestras?: string[];
            /**
             * @description Where to tell it: https, or http within a network of your own. Private addresses need `egress_allow`.
             * @example https://hooks.example.com/maestro
             */
            url?: string;
            /**
             * @description What to tell of: `maestro.run.created` (A run was accepted.), `maestro.run.finished` (A run has ended, in whatever way.), `maestro.run.succeeded` (A run has ended, and every node that ran succeeded.), `maestro.run.completed` (A run has ended with failures that it tolerates.), `maestro.run.failed` (A run has failed.), `maestro.run.cancelled` (A run was cancelled.), `maestro.run.timed_out` (The deadline of a run has passed.), `maestro.approval.requested` (A question was put to people.), `maestro.approval.voted` (Somebody answered a question.), `maestro.anomaly.detected` (A run took unusually long, or cost unusually much.), `maestro.deadline.missed` (What an orchestra had to have done by a deadline was not done by then.), `maestro.budget.threshold_crossed` (Of what an account may spend, half or four fifths are spent.), `maestro.budget.exhausted` (An account has nothing left, or too little for what waits for it.).
             * @example [
             *       "maestro.run.failed"
             *     ]
             */
            events?: string[];
        };
        RotateWebhookBody: {
            /** @description For how many seconds the secret of before signs as well; 86400, where left out. */
            overlap_s?: number;
        };
        WebhookDeliveryList: {
            /** @description The rows of this page. */
            data: components["schemas"]["WebhookDelivery"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description An address that takes what others tell, under signatures. */
        Hook: {
            /**
             * @description Its id.
             * @example hok_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description What it is called. */
            name: string;
            /** @description Where others tell it: a path of this server. */
            path: string;
            /**
             * @description By whose rules messages are signed.
             * @enum {string}
             */
            verifier: "standard-webhooks" | "github" | "stripe" | "slack";
            /** @description An expression over `trigger.headers` and `trigger.body`; empty: all messages. */
            match: string;
            /** @description What of the event is made otherwise than the verifier has it. */
            mapping: {
                [key: string]: unknown;
            };
            /** @description Whether it takes anything. Off, it answers as if it were not there. */
            enabled: boolean;
            /**
             * Format: date-time
             * @description Until when the secret of before counts as well; null where there is none.
             */
            previous_secret_until: string | null;
            /** @description Who made it. */
            created_by: string;
            /** @description Who changed it last. */
            changed_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description What `If-Match` takes for this state. */
            etag: string;
        };
        HookList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Hook"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
        };
        /** @description A hook with what its sender signs with: shown this once. */
        NewHook: {
            /**
             * @description Its id.
             * @example hok_01j9z3k4v5x6y7z8a9b0c1d2e3
             */
            id: string;
            /** @description What it is called. */
            name: string;
            /** @description Where others tell it: a path of this server. */
            path: string;
            /**
             * @description By whose rules messages are signed.
             * @enum {string}
             */
            verifier: "standard-webhooks" | "github" | "stripe" | "slack";
            /** @description An expression over `trigger.headers` and `trigger.body`; empty: all messages. */
            match: string;
            /** @description What of the event is made otherwise than the verifier has it. */
            mapping: {
                [key: string]: unknown;
            };
            /** @description Whether it takes anything. Off, it answers as if it were not there. */
            enabled: boolean;
            /**
             * Format: date-time
             * @description Until when the secret of before counts as well; null where there is none.
             */
            previous_secret_until: string | null;
            /** @description Who made it. */
            created_by: string;
            /** @description Who changed it last. */
            changed_by: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description What `If-Match` takes for this state. */
            etag: string;
            /** @description The secret, where none was given. Nobody can show it again. */
            secret: string | null;
        };
        HookBody: {
            /**
             * @description An expression over `trigger.headers` and `trigger.body`. Empty: all messages.
             * @example trigger.body.action == 'opened'
             */
            match?: string;
            /**
             * @description `type`, `source`, `id`, `subject` and `data` of the event, where not as the verifier has them; strings may hold expressions.
             * @example {
             *       "type": "shop.order.${{ trigger.body.kind }}"
             *     }
             */
            mapping?: {
                [key: string]: unknown;
            };
            /** @description What it is called. */
            name: string;
            /**
             * @description By whose rules messages are signed.
             * @enum {string}
             */
            verifier: "standard-webhooks" | "github" | "stripe" | "slack";
            /** @description What the sender signs with: needed for stripe and slack, made where left out for others. */
            secret?: string;
        };
        HookChanges: {
            /**
             * @description An expression over `trigger.headers` and `trigger.body`. Empty: all messages.
             * @example trigger.body.action == 'opened'
             */
            match?: string;
            /**
             * @description `type`, `source`, `id`, `subject` and `data` of the event, where not as the verifier has them; strings may hold expressions.
             * @example {
             *       "type": "shop.order.${{ trigger.body.kind }}"
             *     }
             */
            mapping?: {
                [key: string]: unknown;
            };
            /** @description What it is called. */
            name?: string;
            /** @description Whether it takes anything. */
            enabled?: boolean;
        };
        RotateHookBody: {
            /** @description For how many seconds the secret of before signs as well; 86400, where left out. */
            overlap_s?: number;
            /** @description What the sender signs with: needed for stripe and slack, made where left out for others. */
            secret?: string;
        };
        /** @description What Slack asks of an address before it uses it. */
        HookChallenge: {
            /** @description The word that it sent. */
            challenge: string;
        };
        /** @description What became of a message. */
        HookAnswer: {
            /** @description The event, and what it began; null where it did not match. */
            event: components["schemas"]["AcceptedEvent"] | null;
        };
    };
    responses: {
        /** @description The request cannot be read. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No credential, or one that is not valid. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The credential does not allow this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such resource. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state of the resource does not allow this. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The resource has changed since it had the `ETag` of `If-Match`. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `If-Match` is missing. */
        PreconditionRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body has a type this route does not take. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request has faults; each is named. */
        UnprocessableContent: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. `Retry-After` says when to try again. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other refusal; also 503 with `Retry-After` while a dependency is away. */
        Unexpected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    invokeAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InvokeBody"];
            };
        };
        responses: {
            /** @description The run that this idempotency key started before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The run was started. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listAgentRuns: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only runs with one of these statuses. */
                status?: ("pending" | "queued" | "running" | "succeeded" | "completed" | "failed" | "cancelled" | "timed_out")[];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its runs, newest first, whoever called it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listAgents: {
        parameters: {
            query?: {
                /** @description Only agents that bear it. */
                tag?: string;
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Agents by name, each in its latest version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentBody"];
            };
        };
        responses: {
            /** @description The agent, in its first version. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent in its latest version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentChanges"];
            };
        };
        responses: {
            /** @description The agent as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listAgentVersions: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentVersionList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only approvals with one of these statuses. */
                status?: ("pending" | "approved" | "rejected" | "expired" | "cancelled")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Approvals, those of the newest run first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The approval. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    approve: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteBody"];
            };
        };
        responses: {
            /** @description The approval, with your vote. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    reject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteBody"];
            };
        };
        responses: {
            /** @description The approval, with your vote. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getRunAttestation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The envelope. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    uploadAttestation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnvelopeFields"];
            };
        };
        responses: {
            /** @description The attestation is kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attestation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listAttestationKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttestationKeys"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    trustAttestationKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttestationKeyFields"];
            };
        };
        responses: {
            /** @description The key is trusted. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttestationKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    distrustAttestationKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys that are still trusted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttestationKeys"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only what was done before this time. */
                to?: string;
                /** @description Only what was done at this time or later. */
                from?: string;
                /** @description Only what was done to this: a run, by its id, or another subject. */
                subject?: string;
                /** @description Only this action. */
                action?: string;
                /** @description Only what this actor did. */
                actor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries of the audit trail. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                /** @description The first record; the beginning of the chain unless given. */
                from?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chain, line by line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLine"];
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    verifyAudit: {
        parameters: {
            query?: {
                /** @description The last record; the head of the chain unless given. */
                to?: string;
                /** @description The first record; the beginning of the chain unless given. */
                from?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listAuditKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditKeys"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    startRuns: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartBatchBody"];
            };
        };
        responses: {
            /** @description What became of each, in the order of the request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedBatch"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listBudgets: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only accounts of this scope. */
                scope?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accounts, in the order of their making. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBudget"];
            };
        };
        responses: {
            /** @description The account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteBudget: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is closed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateBudget: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BudgetChanges"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    topUpBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopUp"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getBudgetBurn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was charged, and where it leads. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Burn"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    bulkRuns: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkBody"];
            };
        };
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listCollections: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Collections by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionBody"];
            };
        };
        responses: {
            /** @description The collection. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionChanges"];
            };
        };
        responses: {
            /** @description The collection as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    queryCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryBody"];
            };
        };
        responses: {
            /** @description Passages, the best first, and where they are from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    reindexCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many were made anew, and how many remain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reindexed"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listCosts: {
        parameters: {
            query?: {
                /** @description Only what was charged before this instant. */
                to?: string;
                /** @description Only what was charged at this instant or later. */
                from?: string;
                /** @description What to group by; the tenant as a whole where left out. */
                group_by?: ("tenant" | "template" | "orchestra" | "run" | "task" | "agent" | "model" | "handler" | "day")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Costs by group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Costs"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listAnomalies: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only runs of this template. */
                template_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those of the newest runs first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnomalyList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listModelPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The prices that count now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPrices"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getModelPrice: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The price that counts now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPrice"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    setModelPrice: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewModelPrice"];
            };
        };
        responses: {
            /** @description The price that counts from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPrice"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listDatasets: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Datasets by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listRecords: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Records by key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetRecordList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new delivery, which follows. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listPolicyDecisions: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only decisions about this run, and in it. */
                run?: string;
                /** @description Only decisions about one of these. */
                action?: ("template:publish" | "run:start" | "task:start" | "secret:use" | "approval:vote" | "egress:connect" | "tool:call")[];
                /** @description Only decisions of one of these. */
                effect?: ("allow" | "deny" | "require-approval")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Decisions, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDecisionList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listDocuments: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Documents by id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    addDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentBody"];
            };
        };
        responses: {
            /** @description There was such a document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenDocument"];
                };
            };
            /** @description The document is new. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenDocument"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                name: string;
                document: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    putDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                document: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentContentBody"];
            };
        };
        responses: {
            /** @description The document as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenDocument"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                name: string;
                document: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    diagnose: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnosis"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listReceivedEvents: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only events that came before then. */
                before?: string;
                /** @description Only events that came then or later. */
                since?: string;
                /** @description Only events from this source. */
                source?: string;
                /** @description Only events of this type. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, the last first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedEventList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    sendEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cloudevents+json": components["schemas"]["CloudEvent"];
                "application/cloudevents-batch+json": components["schemas"]["CloudEvent"][];
                "application/json": components["schemas"]["CloudEvent"];
            };
        };
        responses: {
            /** @description The events are kept. What each has begun so far. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedEvents"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getReceivedEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedEventDetail"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    explainRun: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Why it waits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listFreezeBreaks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest hundred. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeBreakList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    requestFreezeBreak: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreezeBreakBody"];
            };
        };
        responses: {
            /** @description What was asked for. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeBreak"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    approveFreezeBreak: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                break: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It permits from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeBreak"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    importFreezeWindows: {
        parameters: {
            query?: {
                /** @description Labels that windows without a scope are about: `key:value`, separated by commas. */
                label?: string;
                /** @description Templates that windows without a scope are about. */
                templates?: string;
                /** @description Tags that windows without a scope are about. */
                tags?: string;
                /** @description Environments that windows without a scope are about. */
                environments?: string;
                /** @description The zone of times that name none; UTC unless told. */
                timezone?: string;
                /** @description The effect of windows that name none; `block` unless told. */
                effect?: string;
            };
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreezeCalendarBody"];
                "text/calendar": components["schemas"]["FreezeCalendarBody"];
            };
        };
        responses: {
            /** @description The windows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedFreezeWindows"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    previewFreezes: {
        parameters: {
            query?: {
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description With these labels: `key:value`, separated by commas. */
                label?: string;
                /** @description Only what is about runs of this template. */
                template?: string;
                /** @description Where it ends; thirty days after its beginning unless told. */
                to?: string;
                /** @description Where it begins; now unless told. */
                from?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The times, and the windows they are of. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezePreview"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listFreezeWindows: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Windows, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeWindowList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createFreezeWindow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreezeWindowBody"];
            };
        };
        responses: {
            /** @description The window. It counts within two seconds. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeWindow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getFreezeWindow: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The window. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeWindow"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteFreezeWindow: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The window as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeWindow"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateFreezeWindow: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreezeWindowChanges"];
            };
        };
        responses: {
            /** @description The window as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeWindow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The release. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The roles and what they allow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    whoami: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tenant, principal and permissions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whoami"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Keys by id, those that work no more included. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyBody"];
            };
        };
        responses: {
            /** @description The key, with what opens it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, without what opens it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateBody"];
            };
        };
        responses: {
            /** @description The key, with what opens it now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getKillSwitch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitch"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    setKillSwitch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KillSwitchBody"];
            };
        };
        responses: {
            /** @description How it stands now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitchTurned"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    mcp: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["McpMessageBody"];
            };
        };
        responses: {
            /** @description The answer to a request; a notification has none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["McpMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path: {
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members, who came first the first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    inviteMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteBody"];
            };
        };
        responses: {
            /** @description The member, with the invitation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedMember"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                tenant: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                tenant: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person is no member any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChanges"];
            };
        };
        responses: {
            /** @description The member as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listModelProviders: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Providers by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelProviderList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createModelProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelProviderBody"];
            };
        };
        responses: {
            /** @description The provider. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelProvider"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getModelProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelProvider"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteModelProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelProvider"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateModelProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelProviderChanges"];
            };
        };
        responses: {
            /** @description The provider as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelProvider"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    startRunByOrchestra: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StartOne"];
            };
        };
        responses: {
            /** @description The run that this idempotency key started before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The run was started. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listOrchestraRuns: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only runs with one of these statuses. */
                status?: ("pending" | "queued" | "running" | "succeeded" | "completed" | "failed" | "cancelled" | "timed_out")[];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its runs, newest first; not those that its runs began. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getOrchestraStats: {
        parameters: {
            query?: {
                /** @description How far back to look; 30d where left out. */
                window?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts, durations and cost. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrchestraStats"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getOrchestraSchedule: {
        parameters: {
            query?: {
                /** @description Most rows on one page. Pages of large rows end earlier. */
                count?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What comes, and what was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrchestraSchedule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    backfillOrchestra: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackfillBody"];
            };
        };
        responses: {
            /** @description The slots of the range. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listOrchestras: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only orchestras that play this template. */
                score_id?: string;
                /** @description Only those that are on, or off. */
                enabled?: ("true" | "false")[];
                /** @description Only orchestras with one of these statuses. */
                status?: ("running" | "idle" | "scheduled" | "paused")[];
                /** @description Only orchestras with one of these tags. */
                tag?: ("Outreach" | "Inbox" | "Research" | "Monitor" | "Marketing" | "Content" | "CRM")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Orchestras, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrchestraList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createOrchestra: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrchestraBody"];
            };
        };
        responses: {
            /** @description The orchestra. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orchestra"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getOrchestra: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orchestra. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orchestra"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteOrchestra: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orchestra as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orchestra"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateOrchestra: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrchestraChanges"];
            };
        };
        responses: {
            /** @description The orchestra as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orchestra"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    bindOrchestraSecrets: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretBindingsBody"];
            };
        };
        responses: {
            /** @description The orchestra as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orchestra"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What comes with Maestro, then your own by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    publishPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishPolicyBody"];
            };
        };
        responses: {
            /** @description The latest version says this already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedPolicy"];
                };
            };
            /** @description A policy or a version was created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedPolicy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    testPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestPolicyBody"];
            };
        };
        responses: {
            /** @description What each test expected, and what the policy said. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyTests"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    evaluatePolicies: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluatePolicyBody"];
            };
        };
        responses: {
            /** @description What would be decided. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyEvaluation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listPolicyVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions with their texts and tests, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersionList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    activatePolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActivatePolicyBody"];
            };
        };
        responses: {
            /** @description The policy as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deactivatePolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    pauseRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ControlBody"];
            };
        };
        responses: {
            /** @description The run is paused. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    resumeRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ControlBody"];
            };
        };
        responses: {
            /** @description The run goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    retryRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryBody"];
            };
        };
        responses: {
            /** @description What would be done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rerun"];
                };
            };
            /** @description The new run was started. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rerun"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    rerunRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RerunBody"];
            };
        };
        responses: {
            /** @description What would be done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rerun"];
                };
            };
            /** @description The new run was started. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rerun"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    labelRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelsBody"];
            };
        };
        responses: {
            /** @description The run with its labels. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only runs that this orchestra began; not together with `parent`. */
                orchestra_id?: string;
                /** @description Only child runs of this run. */
                parent?: string;
                /** @description Only runs with all of these labels: `key:value`, separated by commas. */
                label?: string;
                /** @description Only runs of this template. */
                template_id?: string;
                /** @description Only runs with one of these statuses. */
                status?: ("pending" | "queued" | "running" | "succeeded" | "completed" | "failed" | "cancelled" | "timed_out")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartBody"];
            };
        };
        responses: {
            /** @description The run that this idempotency key started before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The run was started. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listTasks: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tasks by their number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelBody"];
            };
        };
        responses: {
            /** @description The run is being cancelled. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: {
                /** @description Resumes a stream; wins over `after`. */
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events in the order in which everybody sees them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listSecrets: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Secrets by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    rotateDataKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much was sealed anew. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SealedAnew"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret, without its value. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    putSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretBody"];
            };
        };
        responses: {
            /** @description The secret, without its value. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteSecret: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match": string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listSecretVersions: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions, the newest first, without values. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretVersionList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    rotateSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretBody"];
            };
        };
        responses: {
            /** @description The secret, without its value. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listSecretUsages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Templates and attempts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretUsages"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session, with its CSRF token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentSession"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that are not over. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over; the cookie is taken away. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOut"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    sendSignal: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Name of the signal: 1 to 255 characters. */
                name: string;
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SignalBody"];
            };
        };
        responses: {
            /** @description Your source had sent this signal before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signal"];
                };
            };
            /** @description The signal is kept. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signal"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listSignInProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The providers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInProviders"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    login: {
        parameters: {
            query?: {
                /** @description What the provider shall ask, as OpenID Connect has it. */
                prompt?: string;
                /** @description The invitation you were sent, the first time. */
                invite?: string;
                /** @description Where to go once you are in; `/api/auth/session` unless told. */
                return_to?: string;
                /** @description Who vouches for you. */
                provider?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On to the provider. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["Unexpected"];
        };
    };
    finishLogin: {
        parameters: {
            query?: {
                /** @description Where more is said about it. */
                error_uri?: string;
                /** @description The same in words. */
                error_description?: string;
                /** @description Why the provider does not let the person in. */
                error?: string;
                /** @description Of no use here. */
                prompt?: string;
                /** @description Of no use here. */
                hd?: string;
                /** @description Of no use here. */
                authuser?: string;
                /** @description Of no use here. */
                scope?: string;
                /** @description Of no use here. */
                session_state?: string;
                /** @description Who answers. */
                iss?: string;
                /** @description What the browser was sent away with. */
                state?: string;
                /** @description The code that the provider gives. */
                code?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In, and on to where the sign-in began. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["Unexpected"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description What to follow: every event of a run (`run:run_…`), or how runs begin, are controlled and end, of an orchestra (`orchestra:orc_…`) or of the tenant (`runs:all`, where nothing is said). */
                topics?: string;
            };
            header?: {
                /** @description Resumes a stream; wins over `after`. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events in the order in which everybody sees them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamEventList"];
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    skipTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ControlBody"];
            };
        };
        responses: {
            /** @description The task was skipped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    retryTaskNow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ControlBody"];
            };
        };
        responses: {
            /** @description The task waits for a worker. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    validateTemplate: {
        parameters: {
            query?: {
                /** @description Name to publish under, where neither the template nor the body has one. */
                name?: string;
            };
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishBody"];
                "application/yaml": string;
            };
        };
        responses: {
            /** @description The template is valid. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Validation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Templates by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    publishTemplate: {
        parameters: {
            query?: {
                /** @description Name to publish under, where neither the template nor the body has one. */
                name?: string;
            };
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishBody"];
                "application/yaml": string;
            };
        };
        responses: {
            /** @description A version with this content was there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedTemplate"];
                };
            };
            /** @description A template or a version was created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedTemplate"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The template. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listTemplateVersions: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateVersionList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getTemplateVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                v: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version, its source and its plan. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateVersionDetail"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    exchangeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenBody"];
            };
        };
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            default: components["responses"]["Unexpected"];
        };
    };
    listToolsets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The toolsets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolsetList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createToolset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolsetBody"];
            };
        };
        responses: {
            /** @description The toolset, and what is left out of it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedToolset"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getToolset: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The toolset. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Toolset"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteToolset: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match": string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    refreshToolset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolsetRefreshBody"];
            };
        };
        responses: {
            /** @description The toolset, with what is proposed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedToolset"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    approveToolset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolsetApprovalBody"];
            };
        };
        responses: {
            /** @description The toolset with its new tools. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Toolset"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listTriggers: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only those that are on, or off. */
                enabled?: ("true" | "false")[];
                /** @description Only triggers on these. */
                on?: ("event" | "run_finished")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Triggers by their age. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createTrigger: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerBody"];
            };
        };
        responses: {
            /** @description The trigger. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getTrigger: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trigger. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteTrigger: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trigger as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateTrigger: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerChanges"];
            };
        };
        responses: {
            /** @description The trigger as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listFirings: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only firings with one of these statuses. */
                status?: ("due" | "fired" | "unmatched" | "refused")[];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Firings, the last first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FiringList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    testTrigger: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerTestBody"];
            };
        };
        responses: {
            /** @description What it would make of the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerTest"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listTrustRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustRuleList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createTrustRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustRuleBody"];
            };
        };
        responses: {
            /** @description The rule. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustRule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getTrustRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustRule"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    removeTrustRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule holds no longer. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChanges"];
            };
        };
        responses: {
            /** @description The tenant as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Webhooks, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookBody"];
            };
        };
        responses: {
            /** @description The webhook, with its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChanges"];
            };
        };
        responses: {
            /** @description The webhook as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateWebhookBody"];
            };
        };
        responses: {
            /** @description The webhook, with its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which follows. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    enableWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    disableWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
                /** @description Only deliveries of which this has become. */
                status?: ("pending" | "delivered" | "failed" | "cancelled")[];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deliveries, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    listHooks: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Hooks, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HookList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    createHook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HookBody"];
            };
        };
        responses: {
            /** @description The hook, with its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewHook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    getHook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 where it would be the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hook, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hook"];
                };
            };
            /** @description As it was when it had that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    receiveHookMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The challenge of Slack, given back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HookChallenge"];
                };
            };
            /** @description It is kept. What it has begun so far. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HookAnswer"];
                };
            };
            404: components["responses"]["NotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteHook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hook as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hook"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateHook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the state to change: refused where it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HookChanges"];
            };
        };
        responses: {
            /** @description The hook as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
    rotateHookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key within 24 hours, the same request is answered as it was and not served twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateHookBody"];
            };
        };
        responses: {
            /** @description The hook, with its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewHook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
}
