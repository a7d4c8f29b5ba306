// Draws Dongs (or Gu) from shapes that a script beside this one put into window.dabokdong_shapes.
// Python (dashboard/maps/) says what each of them looks like; nothing here knows a measure.
// A world is what stands in one frame: one map, or two that move and are hovered together, and a
// player that shows month after month without asking the server.
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
  const PACE = 450; // milliseconds a month
  const MOST_DONG_NAMES = 60;
  const worlds = {};

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

  const shadesOf = (row) => [row.fill, ...(row.paler || [])];

  // The colour, and beside it its paler shades; all rows are as wide as the widest.
  function swatch(row, most) {
    const holder = element("span", row.mark ? "swatch mark" : "swatch", row.mark || undefined);
    holder.style.width = `${18 * most}px`;
    if (row.mark) return holder;
    const shades = shadesOf(row);
    const rects = shades.map((_, place) => `<rect x="${18 * place + 0.5}" y="0.5" width="17" height="12" stroke="#8d8d96" stroke-width="0.7"/>`);
    holder.innerHTML = `<svg width="${18 * shades.length}" height="13" aria-hidden="true">${rects.join("")}</svg>`;
    holder.querySelectorAll("rect").forEach((rect, place) => rect.setAttribute("fill", shades[place]));
    return holder;
  }

  // ---- what one map shows: the view, or the month that the player stands at

  const codeOf = (feature) => feature.properties.dong_code || feature.properties.gu_code;
  const sideOf = (pane) => (pane.side === 0 ? pane.world.view : pane.world.view.beside);
  const isAway = (world) => world.at !== null && world.at !== world.home;

  function fillOf(pane, code) {
    const { world } = pane;
    if (!isAway(world)) return sideOf(pane).fills[code] || PAPER;
    const letter = world.frames.maps[pane.side].fills[world.at].charCodeAt(world.order[code]);
    return world.frames.palette[letter - 97] || PAPER;
  }

  function legendOf(pane) {
    const { world } = pane;
    if (!isAway(world)) return sideOf(pane).legend;
    const [title, rows] = world.frames.maps[pane.side].legends[world.at];
    const { palette } = world.frames;
    return { title, rows: rows.map(([letter, label, count]) => ({ fill: palette[letter], label, count })) };
  }

  function drawLegend(pane) {
    const { title, rows } = legendOf(pane);
    pane.legend.replaceChildren(element("div", "legend-title", title));
    const most = Math.max(1, ...rows.map((row) => shadesOf(row).length));
    for (const row of rows) {
      const line = element("div", "legend-row");
      line.append(swatch(row, most), element("span", "legend-label", row.label), element("span", "legend-count", row.count));
      pane.legend.append(line);
    }
    pane.map.getContainer().setAttribute("aria-label", title);
  }

  // In another month only the class is known here, not the number.
  function tooltip(pane, layer) {
    const code = codeOf(layer.feature);
    let [name, ...lines] = sideOf(pane).tips[code] || [""];
    if (isAway(pane.world)) {
      const { title, rows } = legendOf(pane);
      const row = rows.find(({ fill }) => fill === fillOf(pane, code));
      lines = [title, row ? row.label : ""];
    }
    const holder = element("div");
    holder.append(element("div", "tip-name", name), ...lines.map((line) => element("div", "", line)));
    return holder;
  }

  function styleOf(pane, feature) {
    const code = codeOf(feature);
    const fillColor = fillOf(pane, code);
    // white between colours, grey between hatches, which are white themselves
    const color = fillColor.startsWith("url(") ? HATCH_LINE : HAIRLINE.color;
    return { ...HAIRLINE, color, fillColor };
  }

  // Leaflet takes a class when the path is made, and never again.
  function firstStyle(feature) {
    const kind = feature.properties.dong_code ? "dong" : "gu";
    return { ...HAIRLINE, fillColor: PAPER, className: `${kind} ${kind}-${codeOf(feature)}` };
  }

  const repaint = (pane) => pane.paths.forEach((path) => path.setStyle(styleOf(pane, path.feature)));

  function isShown(pane, feature) {
    const { focus } = pane.world.view;
    return !focus || feature.properties.gu_code === focus;
  }

  // Outside of the chosen Gu nothing is drawn, so nothing there can be hovered or clicked.
  function applyFocus(pane) {
    for (const layer of pane.paths) {
      const shown = isShown(pane, layer.feature);
      if (shown && !pane.units.hasLayer(layer)) pane.units.addLayer(layer);
      if (!shown && pane.units.hasLayer(layer)) pane.units.removeLayer(layer);
    }
    const features = pane.world.shapes.gus.features.filter((feature) => isShown(pane, feature));
    pane.gus.clearLayers();
    pane.gus.addData({ type: "FeatureCollection", features });
  }

  // Room is kept for the legend, the notes and the player, so that they never cover a Dong: of three
  // ways to keep it, the one that leaves the map largest. A reader's own zoom stays.
  function fit(world) {
    const [pane] = world.panes;
    const { map, notes } = pane;
    const wide = Math.max(...world.panes.map(({ legend }) => legend.offsetWidth)) + 2 * MARGIN;
    const isPair = world.panes.length > 1; // then the notes stand under both maps
    notes.style.maxWidth = isPair ? "" : `${map.getSize().x - pane.legend.offsetWidth - 2 * MARGIN}px`; // not under the legend
    const bounds = pane.units.getBounds();
    if (!bounds.isValid() || world.isMoved) return;
    const player = world.player ? world.player.bar : { offsetWidth: 0, offsetHeight: 0 };
    const below = player.offsetHeight + MARGIN;
    const foot = isPair ? MARGIN : notes.offsetHeight + MARGIN;
    const legends = Math.max(...world.panes.map(({ legend }) => legend.offsetHeight)) + MARGIN;
    const size = map.getSize();
    // a frame that has no size yet gets its turn when it has one
    const [best] = [
      { right: Math.max(wide, player.offsetWidth + 2 * MARGIN), top: MARGIN, bottom: foot },
      { right: wide, top: below, bottom: foot },
      { right: MARGIN, top: below, bottom: Math.max(foot, legends) },
    ]
      .filter((room) => room.right + MARGIN < size.x && room.top + room.bottom < size.y)
      .map((room) => ({ ...room, zoom: map.getBoundsZoom(bounds, false, L.point([room.right + MARGIN, room.top + room.bottom])) }))
      .sort((a, b) => b.zoom - a.zoom);
    if (!best) return;
    world.isFitting = true;
    map.fitBounds(bounds, {
      animate: false,
      paddingTopLeft: [MARGIN, best.top],
      paddingBottomRight: [best.right, best.bottom],
    });
    follow(world, pane);
    world.isFitting = false;
  }

  function drawChosen(pane) {
    pane.chosen.clearLayers();
    const layer = pane.byCode[pane.world.view.chosen];
    if (layer && isShown(pane, layer.feature)) pane.chosen.addData(layer.feature);
  }

  // Names of Gu, the largest first, and of the Dongs of a chosen or only Gu; one that would touch a
  // name already there waits for a closer zoom.
  function drawNames(pane) {
    const { world, map } = pane;
    pane.names.clearLayers();
    const { focus, tips } = world.view;
    const gus = world.shapes.gus.features
      .filter((feature) => isShown(pane, feature))
      .sort((a, b) => b.properties.size - a.properties.size)
      .map(({ properties }) => ({ ...properties, name: world.view.gu_names[properties.gu_code] || "", kind: "gu-name" }));
    const inside = focus || gus.length === 1 ? pane.paths.filter((path) => path.feature.properties.dong_code && isShown(pane, path.feature)) : [];
    const dongs = inside.length > MOST_DONG_NAMES ? [] : inside.map(({ feature: { properties } }) => ({
      ...properties, name: (tips[properties.dong_code] || [""])[0].split(" · ")[0], kind: "dong-name",
    }));
    const taken = [];
    for (const { lon, lat, name, kind } of [...gus, ...dongs]) {
      const at = map.latLngToContainerPoint([lat, lon]);
      const half = { x: (world.ruler.measureText(name).width + 6) / 2, y: 9 };
      const spot = [at.x - half.x, at.y - half.y, at.x + half.x, at.y + half.y];
      if (taken.some((t) => spot[0] < t[2] && t[0] < spot[2] && spot[1] < t[3] && t[1] < spot[3])) continue;
      taken.push(spot);
      const icon = L.divIcon({ className: kind, html: element("span", "", name), iconSize: [0, 0] });
      pane.names.addLayer(L.marker([lat, lon], { icon, interactive: false, keyboard: false }));
    }
  }

  // Signs of what stands out; they belong to the month of the page, not to the player's.
  function drawMarks(pane) {
    pane.marks.clearLayers();
    if (isAway(pane.world)) return;
    const below = pane.world.view.focus ? "mark-sign below" : "mark-sign";
    for (const [code, mark] of Object.entries(pane.world.view.marks)) {
      const layer = pane.byCode[code];
      if (!layer || !isShown(pane, layer.feature)) continue;
      const { lon, lat } = layer.feature.properties;
      const icon = L.divIcon({ className: below, html: element("span", "", mark), iconSize: [0, 0] });
      pane.marks.addLayer(L.marker([lat, lon], { icon, interactive: false, keyboard: false }));
    }
  }

  // ---- two maps that move and are hovered together

  function follow(world, moved) {
    if (world.isFollowing) return;
    world.isFollowing = true;
    for (const pane of world.panes) {
      if (pane !== moved) pane.map.setView(moved.map.getCenter(), moved.map.getZoom(), { animate: false });
    }
    world.isFollowing = false;
  }

  function hover(pane, path, event) {
    for (const other of pane.world.panes) {
      const twin = other.byCode[codeOf(path.feature)];
      if (event.type === "mouseover") twin.setStyle(HOVERED).bringToFront();
      if (other !== pane) twin.openTooltip(event.latlng);
    }
  }

  function leave(pane, path) {
    for (const other of pane.world.panes) {
      const twin = other.byCode[codeOf(path.feature)];
      twin.setStyle(styleOf(other, twin.feature));
      if (other !== pane) twin.closeTooltip();
    }
  }

  function addPane(world, map, side) {
    const pane = { world, map, side };
    const { dongs, gus } = world.shapes;
    pane.legend = box(map, "bottomright", "legend");
    if (side === 0) pane.notes = box(map, "bottomleft", "notes");
    pane.units = L.geoJSON(dongs.features.length ? dongs : gus, { style: firstStyle });
    pane.paths = pane.units.getLayers();
    pane.byCode = Object.fromEntries(pane.paths.map((path) => [codeOf(path.feature), path]));
    for (const path of pane.paths) {
      const { dong_code, gu_code } = path.feature.properties;
      const said = dong_code ? { dong_code } : { gu_code };
      // what a click sends to the server: the code and a stamp, so that a second click is news too
      path.toGeoJSON = () => ({ type: "Feature", geometry: null, properties: { ...said, at: Date.now() } });
      path.bindTooltip((layer) => tooltip(pane, layer), { sticky: true, className: "dong-tip", opacity: 1 });
      path.on("mouseover mousemove", (event) => hover(pane, path, event));
      path.on("mouseout", () => leave(pane, path));
      // Chromium stops at each for the sake of its tooltip; the list of Dongs is the keyboard's way
      path.on("add", () => path.getElement().setAttribute("tabindex", "-1"));
      if (side > 0) path.on("click", () => say(world, said));
      else path.on("click", () => halt(world));
    }
    pane.units.addTo(map);
    // own panes: lines and names stay above a Dong that is brought to the front
    for (const [name, z] of [["gu-lines", 410], ["chosen", 420], ["gu-names", 430]]) {
      map.createPane(name).style.zIndex = z;
      map.getPane(name).style.pointerEvents = "none";
    }
    pane.gus = L.geoJSON(null, { style: GU_LINE, interactive: false, pane: "gu-lines" }).addTo(map);
    pane.chosen = L.geoJSON(null, { style: CHOSEN, interactive: false, pane: "chosen" }).addTo(map);
    pane.names = L.layerGroup().addTo(map);
    pane.marks = L.layerGroup().addTo(map);
    const container = map.getContainer();
    container.setAttribute("role", "img");
    // Leaflet takes the focus when the mouse goes down; were the page to scroll then, the mouse
    // would come up elsewhere and nothing be clicked
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
    map.on("zoomend moveend resize", () => drawNames(pane));
    map.on("move", () => { if (!world.isFitting) follow(world, pane); });
    map.on("dragstart zoomstart", () => { if (!world.isFitting && !world.isFollowing) world.isMoved = true; });
    world.panes.push(pane);
    return pane;
  }

  function openSecond(world) {
    const [first] = world.panes;
    const own = first.map.getContainer();
    world.holder.classList.add("dongmap-pair");
    const div = element("div", "dongmap-second");
    own.after(div);
    world.holder.append(first.notes); // half a map is too narrow for a legend and notes beside it
    first.map.invalidateSize({ pan: false });
    const { scrollWheelZoom, zoomSnap } = first.map.options;
    const map = L.map(div, { zoomControl: false, attributionControl: false, scrollWheelZoom, zoomSnap });
    map.setView(first.map.getCenter(), first.map.getZoom(), { animate: false });
    addPane(world, map, 1);
  }

  function closeSecond(world) {
    const second = world.panes.pop();
    const div = second.map.getContainer();
    second.map.remove();
    div.remove();
    const [first] = world.panes;
    world.holder.classList.remove("dongmap-pair");
    world.corner.append(first.notes);
    first.map.invalidateSize({ pan: false });
  }

  // ---- the player

  function addPlayer(world) {
    const bar = element("div", "player");
    const button = element("button", "player-button");
    const slider = element("input", "player-slider");
    const month = element("span", "player-month");
    button.type = "button";
    slider.type = "range";
    slider.min = 0;
    slider.step = 1;
    bar.append(button, slider, month);
    world.holder.append(bar);
    button.addEventListener("click", () => (world.timer ? arrive(world) : play(world)));
    slider.addEventListener("input", () => { halt(world); goTo(world, Number(slider.value)); });
    slider.addEventListener("change", () => arrive(world));
    world.player = { bar, button, slider, month };
  }

  function drawPlayer(world) {
    const { playing } = world.view;
    if (!world.frames || world.frames.months.length < 2) {
      if (world.player) world.player.bar.remove();
      world.player = null;
      return;
    }
    if (!world.player) addPlayer(world);
    const { button, slider, month } = world.player;
    const name = world.frames.names[world.at];
    const does = world.timer ? playing.pause : playing.play;
    button.textContent = world.timer ? "❚❚" : "▶";
    button.title = does;
    button.setAttribute("aria-label", does);
    slider.max = world.frames.months.length - 1;
    slider.value = world.at;
    slider.setAttribute("aria-label", playing.month);
    slider.setAttribute("aria-valuetext", name);
    month.textContent = name;
  }

  function goTo(world, at) {
    world.at = at;
    for (const pane of world.panes) {
      repaint(pane);
      drawLegend(pane);
      drawMarks(pane);
    }
    drawPlayer(world);
  }

  function play(world) {
    const last = world.frames.months.length - 1;
    if (world.at >= last) goTo(world, 0);
    world.timer = setInterval(() => (world.at < last ? goTo(world, world.at + 1) : arrive(world)), PACE);
    drawPlayer(world);
  }

  function halt(world) {
    if (!world.timer) return;
    clearInterval(world.timer);
    world.timer = null;
    drawPlayer(world);
  }

  // The page follows to the month at which the player came to stand.
  function arrive(world) {
    halt(world);
    if (isAway(world)) say(world, { month: world.frames.months[world.at] });
  }

  // The one channel to the server is a click on a layer; this layer is never seen.
  function addVoice(world) {
    const group = L.featureGroup().addTo(world.panes[0].map);
    world.voice = L.polyline([], { interactive: false });
    group.addLayer(world.voice);
  }

  function say(world, said) {
    world.voice.toGeoJSON = () => ({ type: "Feature", geometry: null, properties: { ...said, at: Date.now() } });
    world.voice.fire("click", { latlng: world.panes[0].map.getCenter() }, true);
  }

  // ---- what Python calls

  function create(name, map, options) {
    addHatches();
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = `600 12px ${getComputedStyle(map.getContainer()).fontFamily}`;
    const nothing = { fills: {}, tips: {}, gu_names: {}, legend: { title: "", rows: [] }, notes: [], marks: {}, focus: null, chosen: null };
    const world = { shapes: window.dabokdong_shapes[options.shapes], ruler, view: nothing, panes: [], frames: null, at: null, home: null };
    worlds[name] = world;
    world.holder = element("div", "dongmap-holder");
    map.getContainer().before(world.holder);
    world.holder.append(map.getContainer());
    // in the app the frame has the height that the page gives it, and may change it
    if (options.fills_frame) world.holder.classList.add("fills-frame");
    world.drawn_url = options.drawn_url;
    L.control.zoom({ position: "topleft", zoomInTitle: options.zoom_in, zoomOutTitle: options.zoom_out }).addTo(map);
    const pane = addPane(world, map, 0);
    world.corner = pane.notes.parentElement;
    addVoice(world);
    // the frame and the boxes find their size late (styles, fonts)
    map.on("resize", () => fit(world));
    const watcher = new ResizeObserver(() => fit(world));
    watcher.observe(pane.legend);
    watcher.observe(pane.notes);
  }

  function show(name, view, frames) {
    const world = worlds[name];
    if (!world) return;
    if (world.timer) clearInterval(world.timer);
    const isRefocused = world.view.focus !== view.focus || !world.isShown || Boolean(view.beside) !== world.panes.length > 1;
    Object.assign(world, { view, frames, timer: null, isShown: true });
    world.home = frames ? frames.months.indexOf(view.playing.at) : null;
    world.at = world.home;
    world.order = frames ? Object.fromEntries(frames.codes.map((code, place) => [code, place])) : {};
    if (view.beside && world.panes.length === 1) openSecond(world);
    if (!view.beside && world.panes.length > 1) closeSecond(world);
    world.panes[0].notes.replaceChildren(...view.notes.map((note) => element("div", note.kind, note.text)));
    drawPlayer(world);
    for (const pane of world.panes) {
      drawLegend(pane);
      repaint(pane);
      applyFocus(pane);
      drawChosen(pane);
    }
    // the notes under two maps take from their height
    for (const pane of world.panes) if (world.panes.length > 1) pane.map.invalidateSize({ pan: false });
    if (isRefocused) world.isMoved = false;
    if (isRefocused) fit(world);
    for (const pane of world.panes) {
      drawNames(pane);
      drawMarks(pane);
    }
    tellDrawn(world);
  }

  // The app sends the rest of the page once its first map can be seen: two frames from now.
  function tellDrawn(world) {
    const url = world.drawn_url;
    world.drawn_url = null;
    if (url) requestAnimationFrame(() => requestAnimationFrame(() => fetch(url, { cache: "no-store", keepalive: true }).catch(() => {})));
  }

  window.dabokdong = { create, show };
})();
