// Loads the program, and says what is in the way of it before it can say so itself.
import init from "./organogram.js";

const texts = {
  en: {
    webgl: "The chart is drawn with WebGL, which this browser lacks or has switched off.",
    failed: "The program could not be loaded: ",
    list: "The chart as a list to read",
  },
  zh: {
    webgl: "图由 WebGL 绘制，而此浏览器没有 WebGL，或已将其关闭。",
    failed: "程序未能加载：",
    list: "此图的可读列表",
  },
};

const language = navigator.language.startsWith("zh") ? "zh" : "en";
document.documentElement.lang = language;
document.documentElement.classList.add("one");

function fail(words) {
  document.getElementById("message").textContent = words;
  document.getElementById("status").className = "failed";
}

/** Leads to the list beside the file that the address names, if there is one. */
async function leadToList(file) {
  const link = document.getElementById("list");
  const list = new URL(file.replace(/\.ron$/, ".html"), location.href);
  const isThere = list.origin === location.origin && (await fetch(list, { method: "HEAD" })).ok;
  if (!isThere) return link.remove();
  link.href = list.href;
  link.textContent = texts[language].list;
}

const file = new URLSearchParams(location.search).get("file");
if (file) leadToList(file);

const hasWebGl = ["webgl2", "webgl"].some((kind) => document.createElement("canvas").getContext(kind));
if (hasWebGl) {
  init().catch((error) => fail(texts[language].failed + error));
} else {
  fail(texts[language].webgl);
}
