"use strict";
const sections = [...document.querySelectorAll("section[data-name]")];
const links = [...document.querySelectorAll("nav li")];
const found = document.getElementById("found");
document.getElementById("search").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  sections.forEach((section, at) => {
    const text = section.textContent.toLowerCase();
    const hit = words.every((word) => text.includes(word));
    section.hidden = !hit;
    if (links[at]) links[at].hidden = !hit;
    count += hit;
  });
  found.textContent = words.length ? `${count} of ${sections.length} found` : "";
});
const view = document.querySelector(".view");
const svg = view?.querySelector("svg");
if (svg) {
  const size = svg.viewBox.baseVal;
  let x = 0, y = 0, zoom = 1, held = null, moved = false;
  const show = () => { svg.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`; };
  const fit = () => {
    zoom = Math.min(1, view.clientWidth / size.width, view.clientHeight / size.height);
    x = (view.clientWidth - size.width * zoom) / 2;
    y = (view.clientHeight - size.height * zoom) / 2;
    show();
  };
  const zoomAt = (px, py, factor) => {
    const next = Math.min(4, Math.max(0.02, zoom * factor));
    x = px - (px - x) * (next / zoom);
    y = py - (py - y) * (next / zoom);
    zoom = next;
    show();
  };
  const middle = (factor) => zoomAt(view.clientWidth / 2, view.clientHeight / 2, factor);
  document.getElementById("in").addEventListener("click", () => middle(1.25));
  document.getElementById("out").addEventListener("click", () => middle(0.8));
  document.getElementById("fit").addEventListener("click", fit);
  view.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = view.getBoundingClientRect();
    zoomAt(event.clientX - box.left, event.clientY - box.top, Math.exp(-event.deltaY / 300));
  }, { passive: false });
  view.addEventListener("pointerdown", (event) => { held = event; moved = false; view.classList.add("held"); });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    moved ||= Math.hypot(event.clientX - held.clientX, event.clientY - held.clientY) > 4;
    if (!moved) return;
    x += event.movementX;
    y += event.movementY;
    show();
  });
  addEventListener("pointerup", () => { held = null; view.classList.remove("held"); });
  // A link that was only dragged over is not followed.
  view.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);
  view.addEventListener("dragstart", (event) => event.preventDefault());
  view.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step && event.target === view) { x += step[0]; y += step[1]; show(); event.preventDefault(); }
    if (event.key === "+") middle(1.25);
    if (event.key === "-") middle(0.8);
    if (event.key === "0") fit();
  });
  fit();
  addEventListener("resize", fit);
}
