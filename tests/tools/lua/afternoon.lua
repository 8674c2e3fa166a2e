-- From an empty file to a chart of thirty units. Text is typed at a place of its own; what is taken out of a list of
-- completions is written over what was typed of it.
local place = { row = 0, column = 0 }

local function line() return vim.api.nvim_buf_get_lines(0, place.row, place.row + 1, true)[1] end

local function type_words(words)
    local lines = vim.split(words, "\n", { plain = true })
    vim.api.nvim_buf_set_text(0, place.row, place.column, place.row, place.column, lines)
    place.row = place.row + #lines - 1
    place.column = #lines == 1 and place.column + #words or #lines[#lines]
end

-- Goes behind the last text like this in the file.
local function go_behind(words)
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
    for row = #lines, 1, -1 do
        local at, last = 0, nil
        repeat
            local from, to = lines[row]:find(words, at + 1, true)
            if from then at, last = from, to end
        until not from
        if last then place = { row = row - 1, column = last } return end
    end
    fail("no " .. words)
end

local function here_now()
    local _, character = vim.str_utfindex(line(), place.column)
    local document = vim.lsp.util.make_text_document_params(0)
    return { textDocument = document, position = { line = place.row, character = character } }
end

-- Types words and takes the completion with a label or a detail.
local function complete(words, wanted)
    type_words(words)
    local items = ask("textDocument/completion", here_now()).items
    for _, item in ipairs(items) do
        if item.label == wanted or item.detail == wanted then
            local start = item.textEdit.range.start
            vim.lsp.util.apply_text_edits({ item.textEdit }, 0, "utf-16")
            local lines = vim.split(item.textEdit.newText, "\n", { plain = true })
            place.row = start.line + #lines - 1
            local before = #lines == 1 and vim.str_byteindex(line(), start.character, true) or 0
            place.column = before + #lines[#lines]
            return
        end
    end
    fail("no " .. wanted .. " behind " .. words .. ": " .. vim.inspect(items))
end

local function act(words, title)
    go_behind(words)
    local params = here_now()
    params.range = { start = params.position, ["end"] = params.position }
    params.context = { diagnostics = {} }
    for _, action in ipairs(ask("textDocument/codeAction", params)) do
        if action.title == title then
            return vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
        end
    end
    fail("no action " .. title)
end

local units = vim.fn.json_decode(vim.fn.readfile("units.json"))

complete("", "organogram")
go_behind('title: "')
type_words("Harbour")
for at, unit in ipairs(units) do
    if at > 1 then
        go_behind("    ],")
        place.row = place.row - 1
        place.column = #line()
        type_words("\n        ")
        complete("", "a unit")
        type_words(",")
        go_behind('kind: "')
        -- One kind is misspelt, and settled by an action.
        if unit.name == "Alarms" then
            type_words("sektion")
        else
            complete(unit.kind:sub(1, 3), unit.kind)
        end
    end
    go_behind('name: "')
    type_words(unit.name)
    place.column = place.column + 1
    if unit.parent ~= vim.NIL then
        type_words(", ")
        complete("par", "parent")
        complete(unit.parent:match("%S+"), unit.parent)
    end
    type_words(", ")
    complete("hea", "head")
    complete("", "a head")
    go_behind('title: "')
    type_words("Head of " .. unit.name)
    go_behind(unit.name .. '")')
    type_words(", ")
    complete("func", "functions")
    complete("", "a statement")
    go_behind('text: "')
    type_words("Cares for " .. unit.name)
end
wait_for(1)
act('kind: "sekt', 'write "section"')
wait_for(0)
-- The last unit was put a level too deep.
act('id: "unit-' .. #units, "move it under " .. units[1].name)

go_behind("    ],")
type_words("\n    ")
complete("rel", "relations")
for at, ends in ipairs({ { "Pilots", "Traffic Control" }, { "Audit", "Counsel" } }) do
    if at > 1 then
        go_behind("kind: supports)")
        type_words(", ")
    end
    complete("", "a line")
    go_behind('from: "')
    complete(ends[1]:sub(1, 4), ends[1])
    go_behind('to: "')
    complete(ends[2]:sub(1, 4), ends[2])
    go_behind("kind: reports_to")
    local from = place.column - #"reports_to"
    vim.api.nvim_buf_set_text(0, place.row, from, place.row, place.column, { "" })
    place.column = from
    complete("supp", "supports")
end
go_behind("kind: supports)]")
type_words(",")
wait_for(0)

for at, unit in ipairs(units) do
    go_behind('(id: "unit-' .. at .. '"')
    place.column = place.column - 1
    local params = here_now()
    params.newName = unit.id
    vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", params), "utf-16")
end
wait_for(0)
format_and_save()
