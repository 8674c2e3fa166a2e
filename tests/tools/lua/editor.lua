-- The actions in the editor, in the Lua that Neovim 0.7 supports.

function fail(what) io.stderr:write(what .. "\n"); vim.cmd("cquit") end
client = vim.lsp.start_client({ name = "organogram", cmd = { vim.env.ORGANOGRAM, "lsp" } })
vim.lsp.buf_attach_client(0, client)
if not vim.wait(20000, function() return #vim.lsp.get_active_clients() > 0 end, 20) then fail("no server") end
function ask(method, params)
    local answer = vim.lsp.buf_request_sync(0, method, params, 20000)
    if not answer or not answer[client] or answer[client].err then fail(method .. vim.inspect(answer)) end
    return answer[client].result
end
-- Puts the cursor behind a text; the line is found again each time, since edits move it.
function go(text)
    vim.fn.cursor(1, 1)
    if vim.fn.search("\\V" .. text, "ceW") == 0 then fail("no " .. text) end
end
function here() return vim.lsp.util.make_position_params(0, "utf-16") end
function wait_for(count)
    local done = vim.wait(20000, function() return #vim.diagnostic.get(0) == count end, 20)
    if not done then fail("problems: " .. vim.inspect(vim.diagnostic.get(0))) end
end

-- Formats and saves the text, and ends the editor.
function format_and_save()
    local params = { textDocument = vim.lsp.util.make_text_document_params(0), options = { tabSize = 4, insertSpaces = true } }
    vim.lsp.util.apply_text_edits(ask("textDocument/formatting", params), 0, "utf-16")
    vim.cmd("write")
    vim.lsp.stop_client(client)
    vim.cmd("quitall")
end
