/** Generated from docs/reference/openapi.json by libs/client/generate.mjs; not edited by hand. */
export interface paths {
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
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
        Page: {
            /** @description Cursor of the next page: pass it as `after`. Null on the last page. */
            next: string | null;
            /** @description Whether the list goes on. */
            has_more: boolean;
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
        Version: {
            /**
             * @description Version of this release.
             * @example 0.1.0
             */
            version: string;
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
            kind: "api_key";
            /** @description Its id. */
            id: string;
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
            /** @description Each single fault. */
            errors?: components["schemas"]["FieldProblem"][];
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
            /**
             * @description Who started it.
             * @example key:local
             */
            created_by: string;
            /** @description How far it is. */
            progress: components["schemas"]["Progress"];
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
        };
        RunList: {
            /** @description The rows of this page. */
            data: components["schemas"]["Run"][];
            /** @description Where the list goes on. */
            page: components["schemas"]["Page"];
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
            type: "run.created" | "tasks" | "run.finished" | "run.control" | "log";
            /** @description The run. */
            run_id: string;
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
        };
        TenantChanges: {
            /**
             * @description Addresses, as `host:port`, that tasks may reach although they are private. Replaces the list.
             * @example [
             *       "127.0.0.1:8080"
             *     ]
             */
            egress_allow?: string[];
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
    listRuns: {
        parameters: {
            query?: {
                /** @description `page.next` of the page before. */
                after?: string;
                /** @description Most rows on one page. Pages of large rows end earlier. */
                limit?: number;
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
            header?: never;
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
            header?: never;
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
    validateTemplate: {
        parameters: {
            query?: {
                /** @description Name to publish under, where neither the template nor the body has one. */
                name?: string;
            };
            header?: never;
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
            header?: never;
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
    getTenant: {
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
            /** @description The tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
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
            header?: never;
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
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Unexpected"];
        };
    };
}
