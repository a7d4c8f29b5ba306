// Draws Dongs from shapes that a script beside this one put into window.dabokdong_shapes.
// Python (dashboard/maps.py) says what each Dong looks like; nothing here knows a measure.
(function () {
  "use strict";
  if (window.dabokdong) return;

  const HAIRLINE = { color: "#ffffff", weight: 0.6, opacity: 1, fillOpacity: 1 };
  const HATCH_LINE = "#a9a9b1";
  const HOVERED = { color: "#26262b", weight: 1.6 };
  const CHOSEN = { color: "#101014", weight: 3.2, opacity: 1, fill: false, interactive: false };
  const GU_LINE = { color: "#4b4b55", weight: 1.3, opacity: 0.9, fill: false, interactive: false };
  const PAPER = "#fbfbf9";
  const MARGIN = 10;
  const maps = {};

  // Hatches are SVG patterns: found by id from any path of the document.
  const HATCHES = { "hatch-suppressed": 45, "hatch-undefined": -45 };

  function addHatches() {
    if (document.getElementById("dabokdong-hatches")) return;
    const patterns = Object.entries(HATCHES).map(
      ([id, angle]) =>
        `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle})">` +
        `<rect width="6" height="6" fill="#ffffff"/><rect width="2" height="6" fill="#8d8d96"/></pattern>`,
    );
    const holder = document.createElement("div");
    holder.id = "dabokdong-hatches";
    holder.style.cssText = "position:absolute;width:0;height:0;overflow:hidden";
    holder.innerHTML = `<svg width="0" height="0" aria-hidden="true"><defs>${patterns.join("")}</defs></svg>`;
    document.body.appendChild(holder);
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text; // never innerHTML: names come from files
    return made;
  }

  function box(map, position, className) {
    const control = L.control({ position });
    control.onAdd = () => {
      const holder = element("div", className);
      L.DomEvent.disableClickPropagation(holder);
      return holder;
    };
    control.addTo(map);
    return control.getContainer();
  }

  function swatch(fill) {
    const holder = element("span", "swatch");
    holder.innerHTML = `<svg width="18" height="13" aria-hidden="true"><rect x="0.5" y="0.5" width="17" height="12" stroke="#8d8d96" stroke-width="0.7"/></svg>`;
    holder.querySelector("rect").setAttribute("fill", fill);
    return holder;
  }

  function drawLegend(state) {
    const { title, rows } = state.view.legend;
    state.legend.replaceChildren(element("div", "legend-title", title));
    for (const row of rows) {
      const line = element("div", "legend-row");
      line.append(swatch(row.fill), element("span", "legend-label", row.label), element("span", "legend-count", row.count));
      state.legend.append(line);
    }
    state.notes.replaceChildren(...state.view.notes.map((note) => element("div", note.kind, note.text)));
  }

  function tooltip(state, layer) {
    const holder = element("div");
    const [name, ...lines] = state.view.tips[layer.feature.properties.dong_code] || [""];
    holder.append(element("div", "tip-name", name), ...lines.map((line) => element("div", "", line)));
    return holder;
  }

  function styleOf(state, feature) {
    const code = feature.properties.dong_code;
    const fillColor = state.view.fills[code] || PAPER;
    // white between colours, grey between hatches, which are white themselves
    const color = fillColor.startsWith("url(") ? HATCH_LINE : HAIRLINE.color;
    return { ...HAIRLINE, color, fillColor, className: `dong dong-${code}` };
  }

  function isShown(state, feature) {
    return !state.view.focus || feature.properties.gu_code === state.view.focus;
  }

  // Outside of the chosen Gu nothing is drawn, so nothing there can be hovered or clicked.
  function applyFocus(state) {
    for (const layer of state.paths) {
      const shown = isShown(state, layer.feature);
      if (shown && !state.dongs.hasLayer(layer)) state.dongs.addLayer(layer);
      if (!shown && state.dongs.hasLayer(layer)) state.dongs.removeLayer(layer);
    }
    state.gus.clearLayers();
    state.gus.addData({ type: "FeatureCollection", features: state.shapes.gus.features.filter((f) => isShown(state, f)) });
    if (state.focus !== state.view.focus) {
      state.focus = state.view.focus;
      state.isMoved = false;
      fit(state);
    }
  }

  // Room is kept on the right for the legend and below for the notes: they never cover a Dong.
  function fit(state) {
    const right = state.legend.offsetWidth + 2 * MARGIN;
    state.notes.style.maxWidth = `${state.map.getSize().x - right}px`; // beside the legend, not under it
    const bounds = state.dongs.getBounds();
    if (!bounds.isValid() || state.isMoved) return;
    const isNarrow = state.map.getSize().x < 2.4 * right;
    state.isFitting = true;
    state.map.fitBounds(bounds, {
      animate: false,
      paddingTopLeft: [MARGIN, MARGIN],
      paddingBottomRight: [
        isNarrow ? MARGIN : right,
        state.notes.offsetHeight + MARGIN + (isNarrow ? state.legend.offsetHeight : 0),
      ],
    });
    state.isFitting = false;
  }

  function drawChosen(state) {
    state.chosen.clearLayers();
    const layer = state.paths.find((path) => path.feature.properties.dong_code === state.view.chosen);
    if (layer && isShown(state, layer.feature)) state.chosen.addData(layer.feature);
  }

  // Names of Gu, largest first; one that would touch a name already there waits for a closer zoom.
  function drawNames(state) {
    state.names.clearLayers();
    const taken = [];
    for (const { layer, name } of state.places) {
      if (!isShown(state, layer.feature)) continue;
      const { lon, lat } = layer.feature.properties;
      const at = state.map.latLngToContainerPoint([lat, lon]);
      const half = { x: (state.ruler.measureText(name).width + 6) / 2, y: 9 };
      const spot = [at.x - half.x, at.y - half.y, at.x + half.x, at.y + half.y];
      if (taken.some((t) => spot[0] < t[2] && t[0] < spot[2] && spot[1] < t[3] && t[1] < spot[3])) continue;
      taken.push(spot);
      const icon = L.divIcon({ className: "gu-name", html: element("span", "", name), iconSize: [0, 0] });
      state.names.addLayer(L.marker([lat, lon], { icon, interactive: false, keyboard: false }));
    }
  }

  function create(name, map, options) {
    addHatches();
    const shapes = window.dabokdong_shapes[options.shapes];
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = `600 12px ${getComputedStyle(map.getContainer()).fontFamily}`;
    const view = { fills: {}, tips: {}, gu_names: {}, legend: { title: "", rows: [] }, notes: [], focus: null, chosen: null };
    const state = { map, shapes, ruler, view, focus: undefined, places: [] };
    maps[name] = state;
    L.control.zoom({ position: "topleft", zoomInTitle: options.zoom_in, zoomOutTitle: options.zoom_out }).addTo(map);
    state.notes = box(map, "bottomleft", "notes");
    state.legend = box(map, "bottomright", "legend");
    state.dongs = L.geoJSON(shapes.dongs, { style: (feature) => styleOf(state, feature) });
    state.paths = state.dongs.getLayers();
    for (const path of state.paths) {
      const bare = { type: "Feature", properties: path.feature.properties, geometry: null };
      // what a click sends to the server: the code and a stamp, so that a second click is news too
      path.toGeoJSON = () => ({ ...bare, properties: { dong_code: bare.properties.dong_code, at: Date.now() } });
      path.on("mouseover", () => path.setStyle(HOVERED).bringToFront());
      path.on("mouseout", () => path.setStyle(styleOf(state, path.feature)));
    }
    state.dongs.bindTooltip((layer) => tooltip(state, layer), { sticky: true, className: "dong-tip", opacity: 1 });
    state.dongs.addTo(map);
    // own panes: lines and names stay above a Dong that is brought to the front
    for (const [pane, z] of [["gu-lines", 410], ["chosen", 420], ["gu-names", 430]]) {
      map.createPane(pane).style.zIndex = z;
      map.getPane(pane).style.pointerEvents = "none";
    }
    state.gus = L.geoJSON(null, { style: GU_LINE, interactive: false, pane: "gu-lines" }).addTo(map);
    state.chosen = L.geoJSON(null, { style: CHOSEN, interactive: false, pane: "chosen" }).addTo(map);
    state.names = L.layerGroup().addTo(map);
    map.on("zoomend moveend resize", () => drawNames(state));
    // the frame and the boxes find their size late (styles, fonts); a reader's own zoom stays
    map.on("dragstart zoomstart", () => { if (!state.isFitting) state.isMoved = true; });
    map.on("resize", () => fit(state));
    const watcher = new ResizeObserver(() => fit(state));
    watcher.observe(state.legend);
    watcher.observe(state.notes);
  }

  function show(name, view) {
    const state = maps[name];
    if (!state) return;
    state.view = view;
    state.map.getContainer().setAttribute("role", "img");
    state.map.getContainer().setAttribute("aria-label", view.legend.title);
    drawLegend(state);
    for (const path of state.paths) path.setStyle(styleOf(state, path.feature));
    const gus = L.geoJSON(state.shapes.gus).getLayers();
    state.places = gus
      .map((layer) => ({ layer, name: view.gu_names[layer.feature.properties.gu_code] || "" }))
      .sort((a, b) => b.layer.feature.properties.size - a.layer.feature.properties.size);
    applyFocus(state);
    drawChosen(state);
    drawNames(state);
  }

  window.dabokdong = { create, show };
})();
