// Rules for assets/html/page.js.
import js from "@eslint/js";

const browser = ["addEventListener", "console", "CSSStyleSheet", "document", "history", "location", "matchMedia", "print"];

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: Object.fromEntries(browser.map((name) => [name, "readonly"])) },
    rules: { eqeqeq: "error", "no-eval": "error", "no-implied-eval": "error", "no-var": "error", "prefer-const": "error" },
  },
];
