// The page is complete without this script. It adds the switches for how the HTML of the mail is shown.
(() => {
  // In a frame that is as high as the page, what is around the frame has to scroll. A browser does not do that for anchors.
  if (window !== window.parent) {
    document.addEventListener('click', (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (link) {
        document.getElementById(link.hash.slice(1))?.scrollIntoView();
      }
    });
  }
  const controls = document.querySelector('[data-view]');
  if (!controls) {
    return;
  }
  const frame = document.querySelector('iframe');
  const stage = frame.parentElement;
  const scale = document.querySelector('[data-scale]');
  const source = frame.srcdoc;
  const chosen = (name) => controls.elements[name].value;

  // The frame has the chosen width, as if it were a reader's window. Where the page is narrower, it is shown smaller.
  const fit = () => {
    const width = Number(chosen('width'));
    const factor = Math.min(1, stage.clientWidth / width);
    frame.style.width = width + 'px';
    frame.style.height = stage.clientHeight / factor + 'px';
    frame.style.transform = factor < 1 ? 'scale(' + factor + ')' : '';
    scale.hidden = factor === 1;
    scale.textContent = width + ' px wide, shown at ' + Math.round(factor * 100) + ' %.';
  };

  // The head of the document in the frame is ours: see SafeHtml. A frame from nowhere does not learn which colours its page has, so the
  // queries for them are answered here.
  const load = () => {
    const scheme = chosen('scheme');
    let html = source.replace(/prefers-color-scheme\s*:\s*(light|dark)/gi,
      (query, asked) => asked.toLowerCase() === scheme ? 'min-width: 0' : 'max-width: 0');
    if (chosen('images') === 'off') {
      html = html.replace('img-src data:', "img-src 'none'");
    }
    if (scheme === 'dark') {
      html = html.replace('content="light"', 'content="dark"');
    }
    frame.style.colorScheme = scheme;
    frame.style.background = scheme === 'dark' ? '#121212' : '#fff';
    frame.srcdoc = html;
  };

  const widths = [1024, 600, 320];
  controls.elements.width.value = String(widths.find((width) => width <= stage.clientWidth) || 320);
  controls.hidden = false;
  controls.addEventListener('change', (event) => {
    if (event.target.name === 'width') {
      fit();
    } else {
      load();
    }
  });
  controls.addEventListener('submit', (event) => event.preventDefault());
  new ResizeObserver(fit).observe(stage);
  fit();
  if (location.hash.length > 1) {
    // The switches have moved what the browser has gone to.
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }
  if (matchMedia('(prefers-color-scheme: dark)').matches && source.includes('prefers-color-scheme')) {
    load();
  }
})();
