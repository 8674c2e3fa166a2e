// Reader of the exported page. The nested list is the data: nothing is stored twice.
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const [main, sheet, chart, lines, aside, field] = ["main", ".sheet", ".chart", ".lines", "aside", "header input"].map((it) => $(it));
  const texts = JSON.parse($("#-texts").textContent);
  const { languages } = texts;
  const units = $$("li[id]", chart);
  const parentOf = (li) => li.parentElement.closest("li");
  const [cardOf, detailsOf] = [0, 1].map((at) => (li) => li.children[at]);
  const linkOf = (li) => cardOf(li).firstElementChild;
  const foldOf = (li) => $(":scope > .fold", cardOf(li));
  const headOf = (li) => $(":scope > small > em", cardOf(li));
  const nameOf = (li) => visibleText(linkOf(li));
  const parents = units.filter(foldOf);

  /* Language */

  /** Text of the interface with its placeholders filled in. */
  const word = (key, ...values) => values.reduce((text, value, at) => text.replace(`{${at}}`, value), texts.ui[root.dataset.ui][key]);

  /** Text of an element in the language that is shown. */
  function visibleText(element) {
    const spans = $$("[lang]", element);
    const shown = spans.filter((span) => isShown(span));
    return (spans.length === 0 ? element.textContent : shown.map((span) => span.textContent).join(" ")).trim();
  }

  const isShown = (span) =>
    root.dataset.l === "*" || span.lang === root.dataset.l || span.classList.contains(`x${languages.indexOf(root.dataset.l)}`);

  function setLanguage(tag) {
    root.dataset.l = tag;
    const first = tag === "*" ? languages[0] : tag;
    const primary = first.split("-")[0];
    root.lang = first;
    root.dataset.ui = texts.ui[primary] ? primary : "en";
    root.dir = ["ar", "fa", "he", "ur"].includes(primary) ? "rtl" : "ltr";
    for (const element of $$("[data-say]")) {
      const words = word(element.dataset.say);
      if (element.matches("input")) element.placeholder = words;
      if (element.matches("input, select")) element.setAttribute("aria-label", words);
      else element.textContent = element.parentElement.title = words;
    }
    document.title = visibleText($("h1 > span"));
    index = null;
    labelFolds(parents);
    show(selected);
    resize();
  }

  /* Folding */

  function labelFolds(list) {
    for (const li of list) {
      const button = foldOf(li);
      const isOpen = !li.classList.contains("folded");
      button.textContent = isOpen ? "−" : `+${button.dataset.n}`;
      button.setAttribute("aria-expanded", isOpen);
      button.setAttribute("aria-label", word("unfold", button.dataset.n, nameOf(li)));
    }
  }

  function toggle(li) {
    const before = li.getBoundingClientRect();
    li.classList.toggle("folded");
    labelFolds([li]);
    resize();
    const after = li.getBoundingClientRect();
    main.scrollBy({ left: after.left - before.left, top: after.top - before.top, behavior: "instant" });
  }

  function reveal(li) {
    const closed = wayUp(li).filter((up) => up.classList.contains("folded"));
    for (const up of closed) up.classList.remove("folded");
    labelFolds(closed);
    if (closed.length > 0) resize();
  }

  /* Zoom and position */

  let scale = 1;

  function resize() {
    stretch();
    drawLines();
  }

  function stretch() {
    const width = chart.offsetWidth * scale;
    sheet.style.width = `${width}px`;
    sheet.style.height = `${chart.offsetHeight * scale}px`;
    chart.style.left = `${Math.max(0, (main.clientWidth - width) / 2)}px`;
  }

  function zoom(wanted, x = main.clientWidth / 2, y = main.clientHeight / 2) {
    const next = Math.min(3, Math.max(0.04, wanted));
    const left = (main.scrollLeft + x - chart.offsetLeft) * (next / scale) - x;
    const top = (main.scrollTop + y) * (next / scale) - y;
    scale = next;
    chart.style.transform = `scale(${scale})`;
    stretch();
    main.scrollTo({ left: left + chart.offsetLeft, top, behavior: "instant" });
  }

  function fit() {
    const across = (main.clientWidth - 8) / chart.offsetWidth;
    const down = (main.clientHeight - 8) / chart.offsetHeight;
    zoom(Math.min(1, root.classList.contains("list") ? across : Math.min(across, down)));
  }

  function centre(li) {
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
    cardOf(li).scrollIntoView({ block: "center", inline: "center", behavior });
  }

  const pointers = new Map();
  let [pinch, moved] = [0, 0];

  main.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, event);
    pinch = moved = 0;
  });
  main.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const [dx, dy] = [event.clientX - last.clientX, event.clientY - last.clientY];
    moved += Math.abs(dx) + Math.abs(dy);
    pointers.set(event.pointerId, event);
    if (pointers.size === 2) {
      const [one, other] = [...pointers.values()];
      const distance = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      const view = main.getBoundingClientRect();
      const [x, y] = [(one.clientX + other.clientX) / 2 - view.left, (one.clientY + other.clientY) / 2 - view.top];
      if (pinch > 0) zoom((scale * distance) / pinch, x, y);
      pinch = distance;
    } else if (moved > 4) {
      main.classList.add("busy");
      main.setPointerCapture(event.pointerId);
      main.scrollBy({ left: -dx, top: -dy, behavior: "instant" });
    }
  });
  main.onpointerup = main.onpointercancel = (event) => {
    pointers.delete(event.pointerId);
    main.classList.remove("busy");
  };
  main.addEventListener(
    "wheel",
    (event) => {
      if (event.shiftKey) return;
      event.preventDefault();
      const view = main.getBoundingClientRect();
      const step = Math.max(-60, Math.min(60, event.deltaMode === 1 ? event.deltaY * 20 : event.deltaY));
      zoom(scale * Math.exp(-step / 250), event.clientX - view.left, event.clientY - view.top);
    },
    { passive: false },
  );

  /* Lines besides the tree */

  function drawLines() {
    lines.innerHTML = "";
    if (!selected || root.classList.contains("list")) return;
    const origin = chart.getBoundingClientRect();
    const shown = (li) => (!li || cardOf(li).checkVisibility() ? li : shown(parentOf(li)));
    const box = (li) => {
      const rect = cardOf(shown(li)).getBoundingClientRect();
      const [x, y] = [(rect.left - origin.left) / scale, (rect.top - origin.top) / scale];
      return { x, y, right: x + rect.width / scale, bottom: y + rect.height / scale };
    };
    const path = ([from, to]) => {
      const [a, b] = [box(from), box(to)];
      const isRight = (b.x + b.right) / 2 > (a.x + a.right) / 2;
      const [x1, y1] = [isRight ? a.right : a.x, a.y + 18];
      const x2 = (b.x + b.right) / 2 + (isRight ? -12 : 12);
      const [y2, bend] = b.bottom < a.y ? [b.bottom, 10] : [b.y, -10];
      const line = `M${x1} ${y1}H${x1 + (isRight ? 12 : -12)}V${y2 + bend}H${x2}V${y2}`;
      return `<path d="${line}"/><path class="tip" d="M${x2} ${y2}l-3.2 ${Math.sign(bend) * 7}h6.4z"/>`;
    };
    const ends = (link) => [link.closest("li[id]"), document.getElementById(link.hash.slice(1))];
    const all = $$(".l a[href^='#']", chart).map(ends);
    const own = all.filter((ends) => ends.includes(selected) && ends.every(shown) && ends[0] !== ends[1]);
    lines.innerHTML = own.map(path).join("");
  }

  /* Side panel */

  let selected = null;

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  function link(li, query) {
    const made = element("a", "");
    made.href = `#${li.id}`;
    made.append(...(query ? marked(nameOf(li), query) : [nameOf(li)]));
    return made;
  }

  /** The units above one, from the top. */
  const wayUp = (li) => units.filter((one) => one !== li && one.contains(li));

  function show(li) {
    $$(".on, .way", chart).forEach((old) => old.classList.remove("on", "way"));
    selected = li;
    aside.replaceChildren();
    if (li) {
      li.classList.add("on");
      const way = wayUp(li);
      way.forEach((up) => up.classList.add("way"));
      const path = element("nav", "", ...way.map((up) => link(up)));
      path.setAttribute("aria-label", word("path"));
      const details = detailsOf(li).cloneNode(true);
      const title = headOf(li);
      if (title) $(":scope > .h", details)?.prepend(element("b", "", ...title.cloneNode(true).childNodes));
      const kind = [...li.classList].find((one) => /^k\d+$/.test(one));
      const only = element("button", "", word(root.classList.contains("only") ? "whole" : "branch"));
      only.onclick = () => isolate(root.classList.contains("only") ? null : li);
      aside.append(path, element("h2", "", nameOf(li)), element("div", kind, details), chain(li, way), element("div", "tools", only));
    }
    drawLines();
  }

  /** Chain of accountability along the tree, from the unit's head to the top. */
  function chain(li, way) {
    const steps = [li, ...way.toReversed()].map((unit) => {
      const head = headOf(unit);
      const name = unit === li ? nameOf(unit) : link(unit);
      return element("li", "", name, head ? ` – ${visibleText(head)}` : "");
    });
    return element("section", "", element("h3", "", word("chain")), element("ol", "chain", ...steps));
  }

  function isolate(li) {
    $$(".branch", chart).forEach((old) => old.classList.remove("branch"));
    root.classList.toggle("only", li !== null);
    li?.classList.add("branch");
    li?.classList.remove("folded");
    show(selected);
    resize();
    fit();
  }

  function open(li, isFocused) {
    if (root.classList.contains("only") && !li.closest(".branch")) isolate(null);
    reveal(li);
    show(li);
    if (isFocused) linkOf(li).focus({ preventScroll: true });
    centre(li);
  }

  function followAddress() {
    const id = decodeURIComponent(location.hash.slice(1));
    const li = id && document.getElementById(id);
    if (li && chart.contains(li)) open(li, document.activeElement !== field && !aside.contains(document.activeElement));
    else show(null);
  }

  /* Search */

  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rowsOf = (li) => $$("li", detailsOf(li));
  let index = null;

  /** Searchable texts of each unit: of its card, and of its details. */
  function makeIndex() {
    const pinyin = (li) => (li.dataset.p ? `${li.dataset.p} ${li.dataset.p.replace(/[^A-Z ]/g, "")}` : "");
    const words = (li) => $$(":scope > :not(.fold)", cardOf(li)).map((part) => part.textContent);
    // Folded at once: units are separated by line breaks, which no text contains.
    const texts = (of) => folded(units.map(of).join("\n")).split("\n");
    const [labels, details] = [texts((li) => [...words(li), li.id, pinyin(li)].join(" ")), texts((li) => detailsOf(li).textContent)];
    return units.map((li, at) => ({ li, label: labels[at], details: details[at] }));
  }

  /** Nodes of a text with the words of a query marked. */
  function marked(text, query) {
    const small = folded(text);
    if (small.length !== text.length) return [text];
    const words = new RegExp(`(${query.map((one) => one.replace(/\W/g, "\\$&")).join("|")})`);
    let end = 0;
    const cut = (part) => text.slice(end, (end += part.length));
    return small.split(words).map((part, at) => (at % 2 === 0 ? cut(part) : element("mark", "", cut(part))));
  }

  function search() {
    const query = folded(field.value).split(/\s+/).filter(Boolean);
    if (query.length === 0) return show(selected);
    index ??= makeIndex();
    const has = (text) => query.every((one) => text.includes(one));
    const inRow = ({ li, details }) => has(details) && (query.length === 1 || rowsOf(li).some((row) => has(folded(row.textContent))));
    const rank = (entry) => (has(entry.label) ? 0 : inRow(entry) ? 1 : 2);
    const all = index.filter(({ label, details }) => query.every((one) => label.includes(one) || details.includes(one)));
    const found = Object.values(Object.groupBy(all, rank)).flat();
    const hits = found.slice(0, 100).map(({ li }) => {
      const item = element("li", "", link(li, query));
      const rows = rowsOf(li).map((row) => ({ row, text: folded(row.textContent) }));
      for (const it of rows) it.words = query.filter((one) => it.text.includes(one)).length;
      const best = rows.filter(({ words }) => words > 0).sort((a, b) => b.words - a.words);
      for (const { row } of best.slice(0, 2)) item.append(element("p", "", ...marked(rowText(row), query)));
      return item;
    });
    aside.replaceChildren(element("h2", "", word("found", found.length)), element("ul", "hits", ...hits));
  }

  /** Text and citation of a function, in the language that is shown. */
  function rowText(row) {
    const cite = $("cite", row);
    return `${visibleText(row)}${cite && $("[lang]", row) ? ` ${cite.textContent}` : ""}`;
  }

  /* Commands */

  const next = (list, value) => list[(list.indexOf(value) + 1) % list.length];
  const commands = {
    fit,
    larger: () => zoom(scale * 1.25),
    smaller: () => zoom(scale / 1.25),
    unfold: () => foldAll(false),
    fold: () => foldAll(true),
    list: () => {
      const isList = root.classList.toggle("list");
      chart.classList.toggle("tree", !isList);
      $("[data-do='list']").setAttribute("aria-pressed", isList);
      resize();
      fit();
    },
    theme: () => (root.style.colorScheme = next(["", "light", "dark"], root.style.colorScheme)),
    print: () => print(),
  };

  function foldAll(isFolded) {
    for (const li of parents) li.classList.toggle("folded", isFolded && parentOf(li) !== null);
    labelFolds(parents);
    resize();
    fit();
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, .c");
    if (target?.dataset.do) commands[target.dataset.do]();
    else if (target?.matches(".fold")) toggle(target.closest("li"));
    else if (target?.matches(".c") && moved <= 4) location.hash = target.parentElement.id;
    else if (event.target.closest("a") && moved > 4) event.preventDefault();
  });
  $("select[name='language']").onchange = (event) => setLanguage(event.target.value);
  $("select[name='paper']").onchange = ({ target }) => paper.replaceSync(`@page { size: ${target.value}; margin: 10mm; }`);
  field.oninput = search;
  $("header form").onsubmit = (event) => (event.preventDefault(), $(".hits a", aside)?.click());

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "f" && document.activeElement !== field) return (event.preventDefault(), field.select());
    if (event.key === "Escape") {
      if (field.value) ((field.value = ""), show(selected));
      else if (root.classList.contains("only")) isolate(null);
      else (history.pushState(null, "", location.pathname + location.search), followAddress());
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
    const keys = { "/": () => field.focus(), "+": commands.larger, "-": commands.smaller, 0: fit, o: commands.list };
    const at = event.target.closest(".chart li");
    const step = at && walk(at, event.key);
    if (step) {
      reveal(step);
      linkOf(step).focus();
    } else if (at && event.key === " ") foldOf(at)?.click();
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });

  /** The unit that an arrow key leads to. */
  function walk(li, key) {
    const siblings = $$("li[id]", parentOf(li) ?? chart).filter((one) => parentOf(one) === parentOf(li));
    const at = siblings.indexOf(li);
    const [parent, child, previous, next] = [parentOf(li), $("li[id]", li), siblings[at - 1], siblings[at + 1]];
    const isAcross = li.parentElement.matches(".row") && !root.classList.contains("list");
    const [left, right, up, down] = isAcross ? [previous, next, parent, child] : [parent, child, previous ?? parent, next];
    return { ArrowLeft: left, ArrowRight: right, ArrowUp: up, ArrowDown: down, Home: units[0] }[key];
  }

  const paper = new CSSStyleSheet();
  document.adoptedStyleSheets.push(paper);
  let before = 1;
  addEventListener("beforeprint", () => {
    before = scale;
    const [width, height] = $("select[name='paper']").selectedOptions[0].dataset.px.split(" ");
    zoom(Math.min(width / chart.offsetWidth, (height - 60) / chart.offsetHeight));
    chart.style.left = 0;
  });
  addEventListener("afterprint", () => zoom(before));
  addEventListener("popstate", followAddress);
  addEventListener("resize", resize);

  root.classList.replace("plain", "app");
  chart.classList.add("tree");
  setLanguage(root.dataset.l);
  fit();
  followAddress();
})();
