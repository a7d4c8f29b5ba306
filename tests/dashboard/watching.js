// What a reader sees, measured in the page itself. Each function takes a <body> and returns a list.

// Not what Streamlit's lists whisper to screen readers from a box of one pixel: it has no words of
// ours, and no setting for its own.
function textNodes(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, box = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(box.tagName)) continue;
    if (box.closest("[data-testid=stIconMaterial]")) continue; // the name of a sign, drawn as the sign
    const { width, height } = box.getBoundingClientRect();
    if (width > 1 && height > 1 && box.checkVisibility({ visibilityProperty: true, opacityProperty: true })) found.push(node);
  }
  return found;
}

function visibleTexts(body) {
  // a table is painted; its words stand in the canvas for screen readers
  const cells = [...body.querySelectorAll("canvas [role=gridcell], canvas [role=columnheader]")];
  const hints = [...body.querySelectorAll("[title], [aria-label], [placeholder]")]
    .filter((box) => box.closest(".dongmap-holder, .cards"))
    .flatMap((box) => [box.title, box.getAttribute("aria-label")]);
  const chosen = [...body.querySelectorAll("[data-testid=stSelectbox] input")].map((input) => input.value);
  return [...textNodes(body).map((node) => node.data), ...chosen, ...cells.map((cell) => cell.textContent), ...hints.filter(Boolean)];
}

function cutTexts(body) {
  const boxes = "button, label, a, h1, h2, h3, p, li, summary, [data-testid=stMetricValue], [data-testid=stMetricLabel], .card *, .milestone *, .legend *, .notes *";
  const cut = [...body.querySelectorAll(boxes)]
    .filter((box) => box.offsetParent && getComputedStyle(box).display !== "inline"
      && (box.scrollWidth > box.clientWidth + 2) && box.innerText && box.innerText.trim()
      && !box.closest(".card-meaning"))
    .map((box) => box.innerText);
  // a chart's text beyond its frame
  for (const text of body.querySelectorAll(".main-svg text")) {
    const frame = text.closest(".main-svg").getBoundingClientRect(), own = text.getBoundingClientRect();
    if (!own.width || !text.textContent.trim()) continue;
    if (own.left < frame.left - 2 || own.right > frame.right + 2 || own.bottom > frame.bottom + 2 || own.top < frame.top - 2) cut.push("chart: " + text.textContent);
  }
  return [...new Set(cut)];
}

// ---- contrast (WCAG 2.1, 1.4.3)

function rgba(text) {
  const numbers = (text.match(/-?[\d.]+(?:e-?\d+)?/g) || []).map(Number);
  const scale = text.startsWith("color(") ? 255 : 1;
  const [r, g, b, a = 1] = numbers;
  return [r * scale, g * scale, b * scale, a];
}

function over(top, below) {
  const a = top[3];
  return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a)).concat(1);
}

function luminance(colour) {
  const [r, g, b] = colour.map((part) => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// What lies behind a text: of the boxes around it, those that it stands in (the number above a
// slider's thumb is the thumb's child, but not upon it). A box that scrolls brings it into itself.
function ground(box) {
  const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
  const layers = [];
  let [x, y] = middle(box.getBoundingClientRect());
  for (let at = box; at; at = at.parentElement) {
    const own = at.getBoundingClientRect(), style = getComputedStyle(at);
    if (style.overflow !== "visible") [x, y] = middle(own);
    const isRoot = !at.parentElement || at === at.ownerDocument.body;
    if (!isRoot && (x < own.left || x > own.right || y < own.top || y > own.bottom)) continue;
    const colour = rgba(style.backgroundColor);
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] >= 1) break;
  }
  return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
}

function paleTexts(body) {
  const pale = [];
  for (const node of textNodes(body)) {
    const box = node.parentElement, style = getComputedStyle(box);
    if (box.closest("[disabled], [aria-disabled=true], canvas")) continue;
    const isDrawn = box instanceof SVGElement;
    let colour = rgba(isDrawn ? style.fill : style.color);
    let opacity = isDrawn ? Number(style.fillOpacity) : 1;
    for (let at = box; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    const below = ground(box);
    const seen = over([...colour.slice(0, 3), colour[3] * opacity], below);
    const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(seen, below);
    if (ratio < (isLarge ? 3 : 4.5) - 0.01) pale.push(`${node.data.trim().slice(0, 40)} (${ratio.toFixed(2)})`);
    if (size < 12 - 0.01 && !isDrawn) pale.push(`${node.data.trim().slice(0, 40)} (${size} px)`);
  }
  return [...new Set(pale)];
}

// ---- the keyboard

// Every visible thing that takes the focus; those in one group share a stop (roving tabindex).
function stops(body) {
  const takes = "a[href], button, input, select, textarea, summary, [tabindex]";
  return [...body.querySelectorAll(takes)].filter((box) => {
    const { width, height } = box.getBoundingClientRect();
    return box.tabIndex >= 0 && !box.disabled && width > 0 && height > 0 && box.checkVisibility({ visibilityProperty: true })
      && !box.matches("main, [inert] *")
      && !box.closest("canvas, .leaflet-pane");
  });
}

// The arrows move between the choices of a group.
function unreached(body) {
  const isReached = (box) => box.dataset.reached || box.closest("[role=radiogroup], [role=tablist]")?.querySelector("[data-reached]");
  return stops(body).filter((box) => !isReached(box)).map(named);
}

function named(box) {
  return [box.tagName.toLowerCase(), box.getAttribute("aria-label") || box.innerText || box.title || box.dataset.testid || box.className].join(" ").slice(0, 80).replaceAll("\n", " ");
}

// How a thing and what it stands in look: what must change when the focus comes.
function looks(box) {
  const parts = [];
  for (let at = box, step = 0; at && step < 4; at = at.parentElement, step++) {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, color } = getComputedStyle(at);
    parts.push(step === 0 ? [outlineStyle, outlineWidth, outlineColor, color] : [], boxShadow, borderColor, backgroundColor);
  }
  return JSON.stringify(parts);
}

// Called after each press of Tab: marks where the focus is, and says which earlier stop did not
// show that it had it.
function markFocus(body) {
  const window = body.ownerDocument.defaultView, box = body.ownerDocument.activeElement;
  const last = window.lastFocused, wrong = [];
  if (last && last.box !== box && last.box.isConnected && last.looked === looks(last.box)) wrong.push("focus not seen: " + named(last.box));
  // the page as a whole may be scrolled; a table paints its own ring
  const isHere = box && box !== body && !["IFRAME", "MAIN"].includes(box.tagName) && !box.closest("canvas");
  if (isHere) box.dataset.reached = "yes";
  window.lastFocused = isHere ? { box, looked: looks(box) } : null;
  return wrong;
}
