//! The language server in a real editor: Neovim, run headless.

use std::fs;
use std::process::Command;

use super::exports::is_there;

/// The actions in the editor, in the Lua that Neovim 0.7 supports.
const SCRIPT: &str = r#"
local function fail(what) io.stderr:write(what .. "\n"); vim.cmd("cquit") end
local client = vim.lsp.start_client({ name = "organogram", cmd = { vim.env.ORGANOGRAM, "lsp" } })
vim.lsp.buf_attach_client(0, client)
local function ask(method, params)
    local answer = vim.lsp.buf_request_sync(0, method, params, 20000)
    if not answer or not answer[client] or answer[client].err then fail(method .. vim.inspect(answer)) end
    return answer[client].result
end
-- Puts the cursor behind a text; the line is found again each time, since edits move it.
local function go(text)
    vim.fn.cursor(1, 1)
    if vim.fn.search("\\V" .. text, "ceW") == 0 then fail("no " .. text) end
end
local function here() return vim.lsp.util.make_position_params(0, "utf-16") end
local function wait_for(count)
    local done = vim.wait(20000, function() return #vim.diagnostic.get(0) == count end, 20)
    if not done then fail("problems: " .. vim.inspect(vim.diagnostic.get(0))) end
end

-- Open: the wrong parent and the bare kind are problems.
wait_for(2)

-- Complete: the id of the unit that is called so.
go('parent: "Coast')
local params = here()
params.position.character = params.position.character + 1
local item = ask("textDocument/completion", params).items[1]
vim.lsp.util.apply_text_edits({ item.textEdit }, 0, "utf-16")
wait_for(1)

-- Fix: the nearest kind.
go('kind: "sekt')
params = here()
params.range = { start = params.position, ["end"] = params.position }
params.context = { diagnostics = {} }
local action = ask("textDocument/codeAction", params)[1]
print(action.title)
vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
wait_for(0)

-- Rename the agency everywhere.
go('id: "ag')
params = here()
params.newName = "patrol"
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", params), "utf-16")
wait_for(0)

-- Format and save.
params = { textDocument = params.textDocument, options = { tabSize = 4, insertSpaces = true } }
vim.lsp.util.apply_text_edits(ask("textDocument/formatting", params), 0, "utf-16")
vim.cmd("write")
vim.lsp.stop_client(client)
vim.cmd("quitall")
"#;

const BEFORE: &str = r#"(
    organogram: 1, languages: ["en", "zh"],
    units: [
        (id: "agency", kind: "department", name: {"en": "Coast Patrol", "zh": "海岸巡逻"}),
        (id: "north", parent: "Coast", kind: "sektion", name: {"en": "North", "zh": "北"}), // 😀 last
    ],
)
"#;

const AFTER: &str = r#"(
    organogram: 1,
    languages: ["en", "zh"],
    units: [
        (id: "patrol", kind: "department", name: {"en": "Coast Patrol", "zh": "海岸巡逻"}),
        (id: "north", parent: "patrol", kind: "section", name: {"en": "North", "zh": "北"}), // 😀 last
    ],
)
"#;

#[test]
fn a_keeper_opens_completes_fixes_renames_formats_and_saves() {
    let has_editor = Command::new("nvim").arg("--version").output().is_ok();
    if !is_there("nvim", has_editor) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("agency.ron");
    fs::write(&file, BEFORE).expect("the folder takes files");
    fs::write(folder.path().join("script.lua"), SCRIPT).expect("the folder takes files");
    let output = Command::new("timeout")
        .args(["120", "nvim", "--headless", "-u", "NONE", "-n", "-i", "NONE", "agency.ron"])
        .args(["-c", "luafile script.lua"])
        .current_dir(folder.path())
        .env("ORGANOGRAM", env!("CARGO_BIN_EXE_organogram"))
        .env("XDG_STATE_HOME", folder.path())
        .env("XDG_CACHE_HOME", folder.path())
        .output()
        .expect("the editor runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("write \"section\""), "{said}");
    let expected = organogram::edit::format::format(AFTER).expect("it is sound");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), expected);
}
