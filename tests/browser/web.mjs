// Drives the viewer in Chromium: node web.mjs MODULES FOLDER PICTURES. FOLDER is what packaging/web.sh makes. Pictures are written
// into a folder; what is measured is printed as JSON. With ONLY=WORDS it runs the tests with these words in their names.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";

const [modules, folder, pictures] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(pictures, { recursive: true });

/** A structure file with a number of units, eight below each. */
function chart(units) {
  const unit = (at) => {
    const parent = at ? `parent: "u${Math.floor((at - 1) / 8)}", ` : "";
    const words = `functions: [(text: {"en": "keeping the records of district ${at}", "zh": "保管第${at}区的记录"})]`;
    return `    (id: "u${at}", ${parent}kind: "section", name: {"en": "Unit ${at} of the Survey", "zh": "第${at}测绘队"}, ${words}),`;
  };
  return `(organogram: 1, title: "Survey", units: [\n${Array.from({ length: units }, (_, at) => unit(at)).join("\n")}\n])\n`;
}

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};
/** Files that are served besides those of the folder. */
const others = { "/large.ron": chart(10_000) };
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  try {
    const content = others[path] ?? readFileSync(join(folder, path === "/" ? "index.html" : path));
    response.writeHead(200, { "content-type": types[extname(path) || ".html"] ?? "application/octet-stream" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${server.address().port}/`;

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const webgl = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const launch = (args) => chromium.launch({ executablePath, args: ["--no-sandbox", ...args] });
const browser = await launch(webgl);

/** Opens the page as a new visitor does, with the elements for screen readers, by which the tests find widgets. */
async function visit(query = "", { reads = true, locale = "en-GB", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale, acceptDownloads: true, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: address });
  const tab = await context.newPage();
  const faults = [];
  tab.on("pageerror", (error) => faults.push(String(error)));
  tab.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  tab.on("request", (request) => /^(blob:)?http:\/\/127\.0\.0\.1/.test(request.url()) || faults.push(request.url()));
  await tab.addInitScript((reads) => {
    if (reads) localStorage.setItem("organogram/reader", "on");
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: "longtask", buffered: true });
  }, reads);
  const start = performance.now();
  await tab.goto(address + query);
  await tab.locator("#status.done").waitFor({ state: "attached", timeout: 120_000 });
  return new Page(tab, faults, performance.now() - start);
}

class Page {
  constructor(tab, faults, startMs) {
    Object.assign(this, { tab, faults, startMs });
  }

  /** A widget by its role and name. */
  widget(role, name) {
    return this.tab
      .locator("#elements")
      .getByRole(role, { name, exact: typeof name === "string" })
      .first();
  }

  /** Clicks on the place where a widget is drawn. */
  async press(role, name, options) {
    const widget = this.widget(role, name);
    await widget.waitFor({ state: "attached", timeout: 20_000 });
    const { x, y, width, height } = await widget.boundingBox();
    await this.tab.mouse.click(x + width / 2, y + height / 2, options);
  }

  async has(role, name) {
    await this.widget(role, name).waitFor({ state: "attached", timeout: 60_000 });
  }

  async says(text) {
    await this.tab.locator("#elements").getByText(text).first().waitFor({ state: "attached", timeout: 60_000 });
  }

  async selected(name) {
    const card = `[role=treeitem][aria-label="${name}"][aria-selected=true]`;
    await this.tab.locator(card).first().waitFor({ state: "attached", timeout: 60_000 });
  }

  async key(keys) {
    await this.tab.keyboard.press(keys);
  }

  async paste(text) {
    await this.tab.evaluate((text) => navigator.clipboard.writeText(text), text);
    await this.key("Control+v");
  }

  async picture(name) {
    await this.tab.waitForTimeout(600);
    const picture = await this.tab.screenshot();
    writeFileSync(`${pictures}/${name}.png`, picture);
    return picture;
  }

  /** The average brightness of what is shown, from 0 to 255. */
  async brightness() {
    const picture = (await this.tab.screenshot()).toString("base64");
    return this.tab.evaluate(async (picture) => {
      const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes]));
      const { width, height } = image;
      const canvas = new OffscreenCanvas(width, height).getContext("2d");
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, width, height);
      return data.reduce((sum, value) => sum + value, -255 * width * height) / (3 * width * height);
    }, picture);
  }

  /** The longest task since the last call, in milliseconds. */
  async longest() {
    await this.tab.waitForTimeout(300);
    return this.tab.evaluate(() => [window.longest, (window.longest = 0)][0]);
  }

  async drop(...files) {
    await this.tab.evaluate((files) => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
      const canvas = document.getElementById("chart");
      canvas.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, files);
  }

  /** The content of what is downloaded after an action. */
  async download(action) {
    const [download] = await Promise.all([this.tab.waitForEvent("download"), action()]);
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
  }

  async title(title) {
    await this.tab.waitForFunction((title) => document.title === title, title, { timeout: 60_000 });
  }

  async close() {
    assert.deepEqual(this.faults, []);
    await this.tab.context().close();
  }
}

const harbour = `(organogram: 1, title: "Harbour", units: [
    (id: "harbour", kind: "department", name: "Harbour Office"),
    (id: "pilots", parent: "harbour", kind: "section", name: "Pilots"),
])
`;

const measured = {};
const tests = {
  async "the sample is shown, searched, and read"() {
    const page = await visit();
    measured.start_ms = Math.round(page.startMs);
    await page.has("treeitem", "Department of Peacekeeping Operations");
    await page.picture("sample");
    await page.key("Control+f");
    await page.tab.keyboard.type("training police");
    await page.says("Found: 7 units");
    await page.key("Enter");
    await page.has("treeitem", "Integrated Training Service");
    await page.selected("Integrated Training Service");
    await page.picture("search");
    await page.close();
  },

  async "a click selects"() {
    const page = await visit();
    await page.press("treeitem", "Office of Operations");
    await page.selected("Office of Operations");
    await page.close();
  },

  async "language, theme and what else is set is remembered"() {
    const page = await visit();
    await page.press("button", "中文");
    await page.has("button", "English");
    await page.tab.waitForFunction(() => document.documentElement.lang === "zh");
    const light = await page.brightness();
    await page.press("button", "深色");
    await page.has("button", "浅色");
    await page.tab.waitForTimeout(500);
    const dark = await page.brightness();
    assert.ok(light > 200 && dark < 80, `${light} ${dark}`);
    await page.picture("dark-zh");
    const settings = await page.tab.evaluate(() => localStorage.getItem("organogram/settings.ron"));
    assert.match(settings, /language: "zh"/);
    assert.match(settings, /appearance: Dark/);
    await page.tab.reload();
    await page.has("button", "浅色");
    await page.close();
    const chinese = await visit("", { locale: "zh-CN" });
    await chinese.has("button", "English");
    await chinese.close();
  },

  async "what is exported is downloaded, in every format"() {
    const page = await visit();
    const formats = [
      ["PNG", "png", "\x89PNG"],
      ["SVG", "svg", "<svg"],
      ["PDF", "pdf", "%PDF-"],
      ["HTML", "html", "<!doctype html>"],
      ["PowerPoint", "pptx", "PK"],
      ["Excel", "xlsx", "PK"],
      ["CSV", "csv", "\ufeff"],
      ["JSON", "json", "{"],
    ];
    for (const [format, extension, start] of formats) {
      await page.key("Control+e");
      await page.press("button", format);
      await page.tab.waitForTimeout(300);
      if (extension === "png") await page.picture("export");
      const { name, content } = await page.download(() => page.press("button", "Export"));
      assert.equal(name, `dpko.${extension}`);
      measured[`${extension}_longest_ms`] = await page.longest();
      const text = extension === "csv" ? content.toString("utf8") : content.toString("latin1").toLowerCase();
      assert.ok(text.includes(start.toLowerCase()), `${format}: ${text.slice(0, 40)}`);
      writeFileSync(`${pictures}/${name}`, content);
      await page.says(`Saved ${name}`);
    }
    await page.close();
  },

  async "a file is dropped, edited, and saved as a download"() {
    const page = await visit();
    await page.drop(["harbour.ron", harbour]);
    await page.title("harbour.ron – Organogram");
    await page.press("treeitem", "Pilots");
    await page.selected("Pilots");
    await page.key("F4");
    await page.has("textbox", "Source");
    await page.press("textbox", "Source");
    await page.key("Control+a");
    await page.paste('(id: "pilots", parent: "harbour", kind: "section", name: "Pilot Station")');
    await page.has("treeitem", "Pilot Station");
    await page.title("• harbour.ron – Organogram");
    await page.picture("editing");
    const { name, content } = await page.download(() => page.key("Control+s"));
    assert.equal(name, "harbour.ron");
    assert.equal(content.toString(), harbour.replace("Pilots", "Pilot Station"));
    await page.title("harbour.ron – Organogram");
    await page.close();
  },

  async "a file that is chosen is written in its place, and followed"() {
    const page = await visit();
    // A file of the page's own stands for one on disk: browsers show no dialog to scripts.
    await page.tab.evaluate(async (text) => {
      const folder = await navigator.storage.getDirectory();
      const file = await folder.getFileHandle("harbour.ron", { create: true });
      window.write = async (text) => {
        const stream = await file.createWritable();
        await stream.write(text);
        await stream.close();
      };
      window.read = async () => (await file.getFile()).text();
      await window.write(text);
      window.showOpenFilePicker = async () => [file];
    }, harbour);
    await page.press("button", "Open…");
    await page.title("harbour.ron – Organogram");
    await page.tab.evaluate((text) => window.write(text), harbour.replace("Pilots", "Divers"));
    // Where the browser reports no changes, they are found when the page gets the focus.
    await page.tab.evaluate(() => window.dispatchEvent(new Event("focus")));
    await page.has("treeitem", "Divers");
    await page.press("treeitem", "Divers");
    await page.selected("Divers");
    await page.key("F2");
    await page.has("textbox", "New name");
    await page.key("Control+a");
    await page.tab.keyboard.type("Diving Team");
    await page.key("Enter");
    await page.title("• harbour.ron – Organogram");
    await page.key("Control+s");
    await page.title("harbour.ron – Organogram");
    await page.tab.waitForFunction(async () => (await window.read()).includes("Diving Team"));
    await page.close();
  },

  async "without that interface a file is chosen and read"() {
    const page = await visit();
    await page.tab.evaluate(() => delete window.showOpenFilePicker);
    const [chooser] = await Promise.all([page.tab.waitForEvent("filechooser"), page.press("button", "Open…")]);
    await chooser.setFiles({ name: "harbour.ron", mimeType: "text/plain", buffer: Buffer.from(harbour) });
    await page.title("harbour.ron – Organogram");
    await page.close();
  },

  async "the address names a file, of the same server only"() {
    const page = await visit("?file=dpko.ron");
    await page.title("dpko.ron – Organogram");
    await page.close();
    const missing = await visit("?file=none.ron");
    await missing.says(/none\.ron/);
    missing.faults = missing.faults.filter((fault) => !fault.includes("404"));
    await missing.close();
  },

  async "10,000 units are opened and walked without a long pause"() {
    const page = await visit("", { reads: false });
    await page.longest();
    const start = performance.now();
    await page.tab.evaluate(async () => {
      const text = await (await fetch("large.ron")).text();
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "large.ron"));
      const canvas = document.getElementById("chart");
      canvas.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.title("large.ron – Organogram");
    measured.large_open_ms = Math.round(performance.now() - start);
    measured.large_open_longest_ms = await page.longest();
    await page.picture("large");
    await page.tab.mouse.move(640, 400);
    for (let step = 0; step < 20; step += 1) {
      await page.tab.mouse.wheel(0, -100);
      await page.tab.waitForTimeout(30);
    }
    measured.large_zoom_longest_ms = await page.longest();
    await page.key("Control+f");
    await page.tab.keyboard.type("unit 77");
    measured.large_search_longest_ms = await page.longest();
    await page.picture("large-search");
    await page.close();
  },

  async "the page around the chart is accessible"() {
    const page = await visit();
    await page.tab.evaluate(axe);
    const { violations } = await page.tab.evaluate(() => axe.run());
    const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    assert.deepEqual(
      serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
    await page.close();
  },

  async "a browser without WebGL says so and offers the list"() {
    const without = await launch(["--disable-gpu", "--disable-3d-apis"]);
    const tab = await without.newPage();
    await tab.goto(address);
    await tab.getByText("The chart is drawn with WebGL").waitFor();
    writeFileSync(`${pictures}/no-webgl.png`, await tab.screenshot());
    await tab.getByRole("link", { name: "The sample as a list to read" }).click();
    await tab.waitForURL(`${address}dpko.html`);
    await without.close();
  },

  async "pictures beside the native window"() {
    for (const [name, options] of [
      ["scale-2", { deviceScaleFactor: 2 }],
      ["narrow", { viewport: { width: 390, height: 800 }, hasTouch: true }],
    ]) {
      const page = await visit("", { reads: false, ...options });
      await page.picture(name);
      await page.close();
    }
  },
};

const wanted = process.env.ONLY;
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  if (wanted && !name.includes(wanted)) continue;
  const start = performance.now();
  try {
    await test();
    console.error(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.error(`FAILED ${name}\n${error.stack}`);
  }
}
console.log(JSON.stringify(measured));
await browser.close();
server.close();
process.exit(failed ? 1 : 0);
