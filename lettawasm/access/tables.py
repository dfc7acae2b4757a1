"""Which routes a scope covers. Every route has its place in these tables, and what has none is refused."""

RELAY = frozenset({"POST /v1/chat/completions", "GET /v1/chat/usage"})  # is served beside the API, and spends

READS = frozenset("""
    GET /v1/health
    GET /v1/tags
    GET /v1/agents
    GET /v1/agents/count
    GET /v1/agents/{agent_id}
    GET /v1/agents/{agent_id}/export
    GET /v1/agents/{agent_id}/context
    GET /v1/agents/{agent_id}/messages
    GET /v1/agents/{agent_id}/core-memory
    GET /v1/agents/{agent_id}/core-memory/history
    GET /v1/agents/{agent_id}/core-memory/blocks
    GET /v1/agents/{agent_id}/core-memory/blocks/{label}
    GET /v1/agents/{agent_id}/archival-memory
    GET /v1/agents/{agent_id}/archival-memory/search
    GET /v1/agents/{agent_id}/tools
    GET /v1/agents/{agent_id}/folders
    GET /v1/agents/{agent_id}/files
    GET /v1/folders
    GET /v1/folders/count
    GET /v1/folders/metadata
    GET /v1/folders/name/{folder_name}
    GET /v1/folders/{folder_id}
    GET /v1/folders/{folder_id}/agents
    GET /v1/folders/{folder_id}/files
    GET /v1/folders/{folder_id}/files/{file_id}
    GET /v1/identities
    GET /v1/identities/count
    GET /v1/identities/{identity_id}
    GET /v1/identities/{identity_id}/agents
    GET /v1/identities/{identity_id}/blocks
    GET /v1/archives
    GET /v1/archives/{archive_id}
    GET /v1/conversations
    GET /v1/conversations/{conversation_id}
    GET /v1/conversations/{conversation_id}/messages
    GET /v1/blocks
    GET /v1/blocks/count
    GET /v1/blocks/{block_id}
    GET /v1/blocks/{block_id}/agents
    GET /v1/messages
    GET /v1/messages/{message_id}
    GET /v1/tools
    GET /v1/tools/count
    GET /v1/tools/{tool_id}
    GET /v1/models
    GET /v1/models/embedding
    GET /v1/providers
    GET /v1/providers/{provider_id}
    GET /v1/groups
    GET /v1/groups/count
    GET /v1/groups/{group_id}
    GET /v1/groups/{group_id}/messages
    GET /v1/mcp-servers
    GET /v1/mcp-servers/{mcp_server_id}
    GET /v1/mcp-servers/{mcp_server_id}/tools
    GET /v1/mcp-servers/{mcp_server_id}/tools/{tool_id}
    GET /v1/runs
    GET /v1/runs/{run_id}
    GET /v1/runs/{run_id}/messages
    GET /v1/runs/{run_id}/usage
    GET /v1/runs/{run_id}/metrics
    GET /v1/runs/{run_id}/steps
    GET /v1/runs/{run_id}/trace
    GET /v1/steps
    GET /v1/steps/{step_id}
    GET /v1/steps/{step_id}/messages
    GET /v1/steps/{step_id}/metrics
    GET /v1/steps/{step_id}/trace
    POST /v1/messages/search
    POST /v1/memory/search
    POST /v1/passages/search
    POST /v1/tools/search
    POST /v1/runs/{run_id}/stream
    POST /v1/conversations/{conversation_id}/stream
""".strip().split("\n    "))  # fmt: skip

WRITES = frozenset("""
    POST /v1/agents
    POST /v1/agents/import
    PATCH /v1/agents/{agent_id}
    DELETE /v1/agents/{agent_id}
    POST /v1/agents/{agent_id}/recompile
    PATCH /v1/agents/{agent_id}/reset-messages
    POST /v1/agents/{agent_id}/messages
    POST /v1/agents/{agent_id}/messages/stream
    POST /v1/agents/{agent_id}/messages/async
    POST /v1/agents/{agent_id}/messages/cancel
    POST /v1/agents/{agent_id}/summarize
    POST /v1/agents/{agent_id}/messages/preview-raw-payload
    POST /v1/conversations
    PATCH /v1/conversations/{conversation_id}
    DELETE /v1/conversations/{conversation_id}
    POST /v1/conversations/{conversation_id}/cancel
    POST /v1/conversations/{conversation_id}/fork
    POST /v1/conversations/{conversation_id}/recompile
    POST /v1/conversations/{conversation_id}/messages
    POST /v1/conversations/{conversation_id}/compact
    POST /v1/conversations/{conversation_id}/messages/preview-raw-payload
    PATCH /v1/agents/{agent_id}/core-memory/blocks/attach/{block_id}
    PATCH /v1/agents/{agent_id}/core-memory/blocks/detach/{block_id}
    PATCH /v1/agents/{agent_id}/core-memory/blocks/{label}
    POST /v1/agents/{agent_id}/archival-memory
    DELETE /v1/agents/{agent_id}/archival-memory/{passage_id}
    PATCH /v1/agents/{agent_id}/archives/attach/{archive_id}
    PATCH /v1/agents/{agent_id}/archives/detach/{archive_id}
    PATCH /v1/agents/{agent_id}/folders/attach/{folder_id}
    PATCH /v1/agents/{agent_id}/folders/detach/{folder_id}
    PATCH /v1/agents/{agent_id}/files/close-all
    PATCH /v1/agents/{agent_id}/files/{file_id}/open
    PATCH /v1/agents/{agent_id}/files/{file_id}/close
    POST /v1/folders
    PATCH /v1/folders/{folder_id}
    DELETE /v1/folders/{folder_id}
    POST /v1/folders/{folder_id}/upload
    DELETE /v1/folders/{folder_id}/{file_id}
    POST /v1/identities
    PUT /v1/identities
    PATCH /v1/identities/{identity_id}
    DELETE /v1/identities/{identity_id}
    PUT /v1/identities/{identity_id}/properties
    PATCH /v1/agents/{agent_id}/identities/attach/{identity_id}
    PATCH /v1/agents/{agent_id}/identities/detach/{identity_id}
    PATCH /v1/blocks/{block_id}/identities/attach/{identity_id}
    PATCH /v1/blocks/{block_id}/identities/detach/{identity_id}
    POST /v1/archives
    PATCH /v1/archives/{archive_id}
    DELETE /v1/archives/{archive_id}
    POST /v1/archives/{archive_id}/passages
    POST /v1/archives/{archive_id}/passages/batch
    DELETE /v1/archives/{archive_id}/passages/{passage_id}
    PATCH /v1/agents/{agent_id}/tools/attach/{tool_id}
    PATCH /v1/agents/{agent_id}/tools/detach/{tool_id}
    PATCH /v1/agents/{agent_id}/tools/approval/{tool_name}
    POST /v1/agents/{agent_id}/tools/{tool_name}/run
    POST /v1/blocks
    PATCH /v1/blocks/{block_id}
    DELETE /v1/blocks/{block_id}
    POST /v1/tools
    PUT /v1/tools
    POST /v1/tools/run
    POST /v1/tools/add-base-tools
    POST /v1/tools/generate-schema
    PATCH /v1/tools/{tool_id}
    DELETE /v1/tools/{tool_id}
    DELETE /v1/runs/{run_id}
    PATCH /v1/steps/{step_id}/feedback
    POST /v1/providers
    PATCH /v1/providers/{provider_id}
    DELETE /v1/providers/{provider_id}
    POST /v1/groups
    PATCH /v1/groups/{group_id}
    DELETE /v1/groups/{group_id}
    POST /v1/groups/{group_id}/messages
    POST /v1/groups/{group_id}/messages/stream
    PATCH /v1/groups/{group_id}/reset-messages
    POST /v1/mcp-servers
    PATCH /v1/mcp-servers/{mcp_server_id}
    DELETE /v1/mcp-servers/{mcp_server_id}
    PATCH /v1/mcp-servers/{mcp_server_id}/refresh
    POST /v1/mcp-servers/{mcp_server_id}/tools/{tool_id}/run
""".strip().split("\n    "))  # fmt: skip

SENDING = frozenset("""
    POST /v1/agents/{agent_id}/messages
    POST /v1/agents/{agent_id}/messages/stream
    POST /v1/agents/{agent_id}/messages/async
""".strip().split("\n    "))  # fmt: skip

HISTORY = "GET /v1/agents/{agent_id}/messages"
CANCELLING = "POST /v1/agents/{agent_id}/messages/cancel"

WIDGET = SENDING | {HISTORY, CANCELLING} | frozenset("""
    GET /v1/messages/{message_id}
    GET /v1/runs/{run_id}
    POST /v1/runs/{run_id}/stream
""".strip().split("\n    "))  # fmt: skip
