/* tools.h - the tools of the server as a table, and what a handler gets. */
#ifndef MCP_TOOLS_H
#define MCP_TOOLS_H

#include "codec/json.h"
#include "mcp/server.h"

struct call {
    const struct mcp_server_options *options;
    struct arena *arena;
    const struct mcp_caller *who;
    const struct schema *schema; /* what the caller may see */
    json_t *args;                /* checked against the tool's inputs; borrowed */
    struct why *why;
    json_t *details; /* members to put beside a failure's text; owned by the arena */
};

enum input_type { IN_TEXT, IN_INT, IN_BOOL, IN_TEXTS, IN_LIST, IN_OBJECT };

struct input {
    const char *name;
    enum input_type type;
    bool required;
    const char *description;
    json_t *(*schema)(void); /* instead of the one that follows from the type */
};

enum { INPUTS_MAX = 8 };

struct tool {
    const char *name, *title, *description;
    enum feature feature; /* that the caller's role must have */
    struct input inputs[INPUTS_MAX];
    err_t (*run)(struct call *c, json_t **out); /* a new reference */
};

const struct tool *mcp_tool_find(str name);

/* {"tools":[...]}, a new reference. */
json_t *mcp_tools_list(void);

/* Checks rights and arguments and runs it.  On failure `*out` is the payload of
 * the error.  Both are released with the arena. */
err_t mcp_tool_run(struct call *c, const struct tool *t, json_t **out);

/* tools_models.c, tools_records.c, tools_values.c, tools_plan.c */
err_t mcp_search_models(struct call *c, json_t **out);
err_t mcp_model_statistics(struct call *c, json_t **out);
err_t mcp_model_fields(struct call *c, json_t **out);
err_t mcp_describe_models(struct call *c, json_t **out);
err_t mcp_query_records(struct call *c, json_t **out);
err_t mcp_distinct_values(struct call *c, json_t **out);
err_t mcp_run_plan(struct call *c, json_t **out);
json_t *mcp_filters_schema(void);

/* {"status":"success","timestamp":"..."} */
json_t *mcp_envelope(const char *status);

/* The model of this id or name, or ERR_NOT_FOUND with the names there are. */
err_t mcp_find_model(struct call *c, str id_or_name, const struct model **out);

/* An entry of the lists of models. */
json_t *mcp_model_item(const struct model *m);

json_t *mcp_field_ids(const struct model *m);

#endif
