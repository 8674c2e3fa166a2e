// Drives the exported page in Chromium: node page.mjs MODULES PAGE TASK. Prints what it finds as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, page, task] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);
const { chromium } = require("playwright-core");

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const tab = await context.newPage();
const faults = [];
tab.on("pageerror", (error) => faults.push(String(error)));
tab.on("console", (message) => message.type() === "error" && faults.push(message.text()));
tab.on("request", (request) => request.url().startsWith("file:") || faults.push(request.url()));

const panel = () => tab.locator("aside").innerText();
const focused = () => tab.evaluate(() => document.activeElement.innerText.trim());

const tasks = {
  /** Violations of the rules of axe-core, in the states that a reader sees. */
  async axe() {
    const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
    const found = {};
    const look = async (state) => {
      await tab.evaluate(axe);
      const { violations } = await tab.evaluate(() => axe.run());
      for (const { id, impact, nodes } of violations) {
        if (["serious", "critical"].includes(impact)) found[`${state}: ${id}`] = nodes.slice(0, 3).map((node) => node.html);
      }
    };
    await tab.goto(`file://${page}`);
    await look("whole");
    await tab.goto(`file://${page}#its`);
    await look("details");
    await tab.fill("header input", "training");
    await look("hits");
    await tab.fill("header input", "");
    await tab.click("[data-do='theme']");
    await tab.click("[data-do='theme']");
    await look("dark");
    await tab.click("[data-do='list']");
    await look("list");
    return found;
  },

  /** Quoted paragraphs of a unit, and what axe-core finds there. */
  async quoted() {
    await tab.goto(`file://${page}#its`);
    const details = await panel();
    await tab.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
    const { violations } = await tab.evaluate(() => axe.run());
    const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    return { details, violations: serious.map(({ id }) => id) };
  },

  /** Who is responsible for training of police, under which paragraph, and to whom does that office answer? */
  async journey() {
    await tab.goto(`file://${page}`);
    await tab.selectOption("select[name='language']", "en");
    await tab.locator("body").press("/");
    await tab.keyboard.type("training police");
    const hits = await panel();
    await tab.keyboard.press("Enter");
    await tab.waitForFunction(() => location.hash.length > 1);
    const details = await panel();
    const unit = await tab.evaluate(() => location.hash.slice(1));
    // Escape clears the field, then the choice; the browser's button brings it back.
    await tab.keyboard.press("Escape");
    await tab.keyboard.press("Escape");
    const left = await tab.evaluate(() => location.hash);
    await tab.goBack();
    const back = await tab.evaluate(() => location.hash.slice(1));
    return { hits, details, unit, left, back };
  },

  /** The chart by arrow keys, and folding. */
  async keys() {
    await tab.goto(`file://${page}`);
    await tab.locator(".chart li a").first().focus();
    const first = await focused();
    await tab.keyboard.press("ArrowDown");
    const second = await focused();
    const shown = () =>
      tab.evaluate(() => [...document.querySelectorAll(".chart li[id] > .c")].filter((card) => card.checkVisibility()).length);
    const before = await shown();
    await tab.keyboard.press("ArrowUp");
    await tab.keyboard.press(" ");
    const [after, label] = [await shown(), await tab.locator(".fold").first().innerText()];
    await tab.goto(`file://${page}#its`);
    const drawn = () => tab.locator(".lines path").count();
    const lines = await drawn();
    await tab.locator(".tools button").click();
    return { first, second, before, after, label, lines, isolated: await drawn() };
  },

  /** Times by the browser's own tracing, in milliseconds, until something is seen. */
  async times() {
    const session = await browser.newBrowserCDPSession();
    const events = [];
    session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
    const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing", "loading"];
    await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: categories } });
    await tab.goto(`file://${page}`);
    await tab.waitForTimeout(1500);
    /** From a step in the page to the end of the frame that shows it. */
    const until = (name, selector, action, value) =>
      tab.evaluate(
        async ([name, selector, action, value]) => {
          const element = document.querySelector(selector);
          performance.mark(`${name} starts`);
          if (value !== undefined) element.value = value;
          if (action === "click") element.click();
          else element.dispatchEvent(new Event(action));
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          performance.mark(`${name} ends`);
          await new Promise((done) => setTimeout(done, 300));
        },
        [name, selector, action, value],
      );
    await until("fold", ".fold", "click");
    await until("unfold", ".fold", "click");
    await until("first search", "header input", "input", "section");
    await until("search", "header input", "input", "training");
    await until("broad search", "header input", "input", "a");
    await until("end of search", "header input", "input", "");
    await tab.mouse.move(500, 400);
    await tab.evaluate(() => performance.mark("moves start"));
    for (const step of [-60, 60]) {
      for (let turn = 0; turn < 15; turn += 1) await tab.mouse.wheel(0, step);
      await tab.mouse.down();
      for (let turn = 0; turn < 15; turn += 1) await tab.mouse.move(500 - turn * 15, 400 - turn * 10);
      await tab.mouse.up();
    }
    await tab.waitForTimeout(300);
    await tab.evaluate(() => performance.mark("moves end"));
    const ended = new Promise((done) => session.once("Tracing.tracingComplete", done));
    await session.send("Tracing.end");
    await ended;
    const at = (name) => events.find((event) => event.name === name)?.ts;
    const took = (name) => (at(`${name} ends`) - at(`${name} starts`)) / 1000;
    const start = events.find(({ name, args }) => name === "navigationStart" && args.data?.documentLoaderURL?.startsWith("file:")).ts;
    const after = events.filter(({ name, ts }) => name === "firstContentfulPaint" && ts >= start).map(({ ts }) => ts);
    const { pid, tid } = events.find(({ name }) => name === "moves start");
    const isMove = (event) => event.name === "RunTask" && event.ts > at("moves start") && event.ts < at("moves end");
    const tasks = events.filter((event) => event.pid === pid && event.tid === tid && isMove(event));
    const move = Math.max(...tasks.map(({ dur }) => dur)) / 1000;
    const names = ["fold", "unfold", "first search", "search", "broad search"];
    const times = Object.fromEntries(names.map((name) => [name, took(name)]));
    return { paint: (Math.min(...after) - start) / 1000, move, ...times };
  },
};

const found = await tasks[task]();
console.log(JSON.stringify({ ...found, faults }));
await browser.close();
