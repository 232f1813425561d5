// Filters a page's rows while one types. The same form works without this script, through the address.
"use strict";

const form = document.getElementById("filters");
// As record/search.py folds on the server.
const QUOTES = /["`´‘’‚‛“”„‟‹›«»ʼ]/g;
const DASHES = /[‐‑‒–—―−]/g;
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const plain = (text) => text.replace(QUOTES, "'").replace(DASHES, "-").replace(UNSEEN, "");
const fold = (text) => plain(text).normalize("NFKC").toLowerCase().replaceAll("ß", "ss");

function textOf(row) {
  const copy = row.cloneNode(true);
  for (const label of copy.querySelectorAll(".label, .elsewhere")) label.remove();
  const group = row.parentElement.querySelector(".group");
  return fold(copy.textContent + " " + (group ? group.textContent : ""));
}

const rows = [...document.querySelectorAll(".part tbody tr:not(.group)")].map((row) => ({ row, text: textOf(row) }));

function matches({ row, text }, asked) {
  for (const [key, value] of asked) {
    if (key === "q") {
      if (!fold(value).split(/\s+/).every((word) => text.includes(word))) return false;
    } else if (row.dataset[key] !== value) return false;
  }
  return true;
}

function update() {
  const asked = [...new FormData(form)].filter(([key, value]) => value.trim() && key !== "as_of");
  let shown = 0;
  for (const entry of rows) {
    entry.row.hidden = !matches(entry, asked);
    if (!entry.row.hidden) shown += 1;
  }
  for (const group of document.querySelectorAll(".part tbody")) {
    group.hidden = !group.querySelector("tr:not(.group):not([hidden])");
  }
  for (const part of document.querySelectorAll(".part")) {
    const box = part.querySelector(".table-box");
    if (!box) continue;
    box.hidden = !box.querySelector("tbody:not([hidden])");
    part.querySelector(".nothing").hidden = !box.hidden;
  }
  document.getElementById("shown").textContent = shown;
  document.getElementById("clear").hidden = asked.length === 0;
  const address = new URL(location);
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll("a[data-export]")) link.search = address.search;
}

form.addEventListener("input", update);
