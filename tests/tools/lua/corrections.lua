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

format_and_save()
