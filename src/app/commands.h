/* commands.h - the commands of auric, one table.
 *
 * Each is a main() of its own: argv[0] is its name, the exit status is 0 done,
 * 1 failed, 2 usage.  What it prints for programs goes to
 * stdout, everything else to stderr.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

/* clang-format off */
/*    name      function      arguments                                             what it does */
#define COMMAND_LIST(X)                                                                                                    \
    X(serve,    cmd_serve,    "[--demo] [--listen A:P] [--data DIR] [--brain B]",    "the page, the API and the agents")     \
    X(ask,      cmd_ask,      "\"question\" [--demo | --server URL] [--user U] [--json] [--explain] [--now T]", "ask one question")     \
    X(hub,      cmd_hub,      "serve|load|demo --db F ...",                          "the local stand-in for Boomi DataHub") \
    X(mcp,      cmd_mcp,      "--stdio | --http A:P [--hub URL]",                    "the MCP server over the hub")          \
    X(eval,     cmd_eval,     "--data SOURCE | --data-root DIR --questions Q --out R", "answer a file of questions")         \
    X(timex,    cmd_timex,    "[--now T] [--lang en] [--fiscal-year-start MM-DD]",   "time expressions in lines of text")    \
    X(guard,    cmd_guard,    "",                                                    "is it an attack? JSON Lines in and out") \
    X(user,     cmd_user,     "add|list|set-role|disable|passwd ...",                "who may sign in")                      \
    X(role,     cmd_role,     "list",                                                "what each role may do")                \
    X(token,    cmd_token,    "rotate",                                              "the keys that sign sessions")          \
    X(audit,    cmd_audit,    "verify|list|export|report ...",                       "the audit record")                     \
    X(catalog,  cmd_catalog,  "check FILE | suggest | cases | verified [--demo]",    "the semantic layer, and what questions say of it") \
    X(config,   cmd_config,   "[check]",                                             "every setting and its value")          \
    X(doctor,   cmd_doctor,   "[--demo]",                                            "is everything reachable and right?")   \
    X(mirror,   cmd_mirror,   "refresh | status [--demo]",                           "the local copy of chosen models")      \
    X(export,   cmd_export,   "\"question\" --user U [--demo]",                      "the table of an answer as CSV")        \
    X(version,  cmd_version,  "",                                                    "which auric this is")
/* clang-format on */

#define X(name, function, args, what) int function(int argc, char **argv);
COMMAND_LIST(X)
#undef X

#endif
