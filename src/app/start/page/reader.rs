//! The accessibility tree as elements of the page: eframe provides none to browsers. A visually hidden button enables it,
//! and local storage remembers that.
//!
//! The elements are invisible, at the positions of their widgets, not focusable, and forward clicks to the widgets. The
//! canvas refers to the focused one.

use std::cell::RefCell;
use std::collections::HashMap;

use egui::accesskit::{Action, ActionRequest, Node, NodeId, Role, Toggled, TreeId, TreeUpdate};
use egui::{Context, Event, FullOutput, Plugin, RawInput};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, Event as PageEvent, HtmlElement, Window};

/// The id of the button that enables the elements.
const BUTTON: &str = "read";
/// The id of the element that contains the others.
const ROOT: &str = "elements";
/// The key in the local storage.
const KEY: &str = "organogram/reader";

thread_local! {
    static CLICKED: RefCell<Vec<NodeId>> = RefCell::default();
    static ELEMENTS: RefCell<HashMap<NodeId, (HtmlElement, Node)>> = RefCell::default();
}

/// Enables the elements if they were enabled before, otherwise when the button is pressed.
pub(super) fn offer(
    window: &Window,
    document: &Document,
    context: &Context,
) -> Result<(), JsValue> {
    let storage = window.local_storage()?;
    let is_on = match &storage {
        Some(storage) => storage.get_item(KEY)?.is_some(),
        None => false,
    };
    let Some(button) = document.get_element_by_id(BUTTON) else { return Ok(()) };
    let button: HtmlElement = button.dyn_into()?;
    if is_on {
        switch_on(document, &button, context);
        return Ok(());
    }
    let (document, context, pressed) = (document.clone(), context.clone(), button.clone());
    let called = Closure::<dyn FnMut()>::new(move || {
        if let Some(storage) = &storage {
            // Without storage the choice lasts until the page is closed.
            let _ = storage.set_item(KEY, "on");
        }
        switch_on(&document, &pressed, &context);
    });
    button.set_onclick(Some(called.into_js_value().unchecked_ref()));
    Ok(())
}

fn switch_on(document: &Document, button: &HtmlElement, context: &Context) {
    button.set_hidden(true);
    let Some(root) = document.get_element_by_id(ROOT) else { return };
    let repainted = context.clone();
    let clicked = Closure::<dyn FnMut(PageEvent)>::new(move |event: PageEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let found = target.and_then(|target| target.closest("[data-node]").ok().flatten());
        let node = found.and_then(|found| found.get_attribute("data-node")?.parse().ok());
        if let Some(node) = node {
            CLICKED.with_borrow_mut(|all| all.push(NodeId(node)));
            repainted.request_repaint();
        }
    });
    let root: HtmlElement = root.unchecked_into();
    root.set_onclick(Some(clicked.into_js_value().unchecked_ref()));
    if let Some(canvas) = document.get_element_by_id(super::CANVAS) {
        // Both are allowed on any element.
        let _ = canvas.set_attribute("role", "application");
        let _ = canvas.set_attribute("aria-label", "Organogram");
        let _ = canvas.unchecked_into::<HtmlElement>().focus();
    }
    context.add_plugin(Reader);
    context.enable_accesskit();
    context.request_repaint();
}

/// Copies egui's accessibility tree to the page, and clicks back.
struct Reader;

impl Plugin for Reader {
    fn debug_name(&self) -> &'static str {
        "screen reader"
    }

    fn input_hook(&mut self, _context: &Context, input: &mut RawInput) {
        input.events.extend(CLICKED.take().into_iter().map(|target_node| {
            let (action, target_tree, data) = (Action::Click, TreeId::ROOT, None);
            Event::AccessKitActionRequest(ActionRequest { action, target_tree, target_node, data })
        }));
    }

    fn output_hook(&mut self, _context: &Context, output: &mut FullOutput) {
        if let Some(update) = output.platform_output.accesskit_update.take() {
            // Elements that the browser cannot create are omitted.
            let _ = show(update);
        }
    }
}

/// Updates the elements to a tree.
fn show(update: TreeUpdate) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let root = document.get_element_by_id(ROOT).ok_or("no root")?;
    let canvas = document.get_element_by_id(super::CANVAS).ok_or("no canvas")?;
    ELEMENTS.with_borrow_mut(|elements| {
        let mut before = std::mem::take(elements);
        // Elements first: children may follow their parents.
        let mut changed = Vec::new();
        for (id, node) in update.nodes {
            let (element, is_same, children) = match before.remove(&id) {
                Some((element, old)) if old.role() == node.role() => {
                    let children = old.children() != node.children();
                    (element, old == node, children)
                }
                _ => (made(&document, id, &node)?, false, true),
            };
            if !is_same {
                changed.push((id, children));
            }
            elements.insert(id, (element, node));
        }
        for (id, children) in changed {
            let (element, node) = &elements[&id];
            describe(element, node)?;
            if children {
                let inner = node.children().iter().filter_map(|child| elements.get(child));
                for (child, _) in inner {
                    element.append_child(child)?;
                }
            }
        }
        if let Some((top, _)) = update.tree.and_then(|tree| elements.get(&tree.root))
            && top.parent_element().as_ref() != Some(&root)
        {
            root.append_child(top)?;
        }
        #[expect(clippy::iter_over_hash_type, reason = "each is removed by itself")]
        for (element, _) in before.into_values() {
            element.remove();
        }
        canvas.set_attribute("aria-activedescendant", &name_of(update.focus))
    })
}

fn name_of(node: NodeId) -> String {
    format!("node-{}", node.0)
}

fn made(document: &Document, id: NodeId, node: &Node) -> Result<HtmlElement, JsValue> {
    let element: HtmlElement = document.create_element("div")?.dyn_into()?;
    element.set_id(&name_of(id));
    element.set_attribute("data-node", &id.0.to_string())?;
    if let Some(role) = role_of(node) {
        element.set_attribute("role", role)?;
    }
    Ok(element)
}

/// Sets the attributes and the position of a node's element.
fn describe(element: &HtmlElement, node: &Node) -> Result<(), JsValue> {
    let truth = |is_true: bool| is_true.to_string();
    let toggled = node.toggled().map(|toggled| match toggled {
        Toggled::True => "true",
        Toggled::False => "false",
        Toggled::Mixed => "mixed",
    });
    let is_button = node.role() == Role::Button;
    let labelled_by: Vec<String> = node.labelled_by().iter().map(|&by| name_of(by)).collect();
    let number = |number: usize| number.to_string();
    for (name, value) in [
        ("aria-label", node.label().map(str::to_owned)),
        ("aria-labelledby", (!labelled_by.is_empty()).then(|| labelled_by.join(" "))),
        ("aria-description", node.description().map(str::to_owned)),
        ("aria-placeholder", node.placeholder().map(str::to_owned)),
        ("aria-disabled", node.is_disabled().then(|| truth(true))),
        ("aria-selected", node.is_selected().map(truth)),
        ("aria-expanded", node.is_expanded().map(truth)),
        ("aria-pressed", toggled.filter(|_| is_button).map(str::to_owned)),
        ("aria-checked", toggled.filter(|_| !is_button).map(str::to_owned)),
        ("aria-valuenow", node.numeric_value().map(|value| value.to_string())),
        ("aria-level", node.level().map(number)),
        ("aria-posinset", node.position_in_set().map(number)),
        ("aria-setsize", node.size_of_set().map(number)),
        ("aria-live", is_alert(node).then(|| "polite".to_owned())),
    ] {
        match value {
            Some(value) => element.set_attribute(name, &value)?,
            None => element.remove_attribute(name)?,
        }
    }
    if node.children().is_empty() {
        element.set_text_content(node.value());
    }
    if let Some(bounds) = node.bounds() {
        let style = element.style();
        for (name, points) in [
            ("left", bounds.x0),
            ("top", bounds.y0),
            ("width", bounds.x1 - bounds.x0),
            ("height", bounds.y1 - bounds.y0),
        ] {
            style.set_property(name, &format!("{points:.0}px"))?;
        }
    }
    Ok(())
}

fn is_alert(node: &Node) -> bool {
    matches!(node.role(), Role::Alert | Role::Status)
}

/// The WAI-ARIA role; none for plain text and for generic containers.
fn role_of(node: &Node) -> Option<&'static str> {
    Some(match node.role() {
        Role::Button | Role::DefaultButton | Role::ColorWell | Role::DisclosureTriangle => "button",
        Role::Link => "link",
        Role::CheckBox => "checkbox",
        Role::Switch => "switch",
        Role::RadioButton => "radio",
        Role::RadioGroup => "radiogroup",
        Role::TextInput | Role::MultilineTextInput | Role::NumberInput => "textbox",
        Role::SearchInput => "searchbox",
        Role::ComboBox | Role::EditableComboBox => "combobox",
        Role::ListBox => "listbox",
        Role::ListBoxOption | Role::MenuListOption => "option",
        Role::Menu | Role::MenuListPopup => "menu",
        Role::MenuItem => "menuitem",
        Role::MenuItemCheckBox => "menuitemcheckbox",
        Role::MenuItemRadio => "menuitemradio",
        Role::Tree => "tree",
        Role::TreeItem => "treeitem",
        Role::List => "list",
        Role::ListItem => "listitem",
        Role::Table => "table",
        Role::Grid => "grid",
        Role::Row => "row",
        Role::Cell => "cell",
        Role::GridCell => "gridcell",
        Role::ColumnHeader => "columnheader",
        Role::RowHeader => "rowheader",
        Role::Heading => "heading",
        Role::Image => "img",
        Role::Slider => "slider",
        Role::SpinButton => "spinbutton",
        Role::ProgressIndicator => "progressbar",
        Role::Tab => "tab",
        Role::TabList => "tablist",
        Role::TabPanel => "tabpanel",
        Role::Toolbar => "toolbar",
        Role::Tooltip => "tooltip",
        Role::Dialog | Role::Window if node.label().is_some() => "dialog",
        Role::AlertDialog => "alertdialog",
        Role::Alert => "alert",
        Role::Status => "status",
        Role::Group | Role::Pane if node.label().is_some() => "group",
        _ => return None,
    })
}
