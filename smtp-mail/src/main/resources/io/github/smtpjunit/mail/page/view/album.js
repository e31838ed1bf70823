// Small pictures of mails are frames, which are made when they come near: a thousand frames would keep a browser busy for long.
(() => {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        near.unobserve(target);
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', '');
        frame.tabIndex = -1;
        frame.title = 'Picture of the mail';
        frame.src = target.dataset.picture;
        target.replaceChildren(frame);
      }
    }
  }, { rootMargin: '400px' });
  document.querySelectorAll('[data-picture]').forEach((picture) => near.observe(picture));
})();

// The index is complete without this script. It adds the search.
(() => {
  const search = document.querySelector('[data-search]');
  if (!search) {
    return;
  }
  const found = search.querySelector('[data-found]');
  const none = document.querySelector('[data-none]');
  const tests = [...document.querySelectorAll('article.test')].map((element) => ({
    element,
    words: element.dataset.words.toLowerCase(),
    mails: [...element.querySelectorAll('.mail')].map((mail) => ({
      element: mail,
      words: mail.dataset.words.toLowerCase(),
    })),
  }));

  // A test is shown whole if its name fits; otherwise with those of its mails that fit.
  const look = () => {
    const query = search.elements.query.value.trim().toLowerCase();
    const outcome = search.elements.outcome.value;
    let shownTests = 0;
    let shownMails = 0;
    for (const test of tests) {
      const isNamed = test.words.includes(query);
      const fitting = test.mails.filter((mail) => isNamed || mail.words.includes(query));
      const isShown = (isNamed || fitting.length > 0) && (!outcome || test.element.classList.contains(outcome));
      test.element.hidden = !isShown;
      if (isShown) {
        shownTests++;
        shownMails += fitting.length;
        for (const mail of test.mails) {
          mail.element.hidden = !fitting.includes(mail);
        }
      }
    }
    const isAll = !query && !outcome;
    found.textContent = isAll ? '' : shownMails + (shownMails === 1 ? ' mail' : ' mails') + ' of '
      + shownTests + (shownTests === 1 ? ' test' : ' tests') + ' shown.';
    none.hidden = isAll || shownTests > 0;
  };
  search.hidden = false;
  search.addEventListener('input', look);
  search.addEventListener('submit', (event) => event.preventDefault());
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement === document.body) {
      event.preventDefault();
      search.elements.query.focus();
    }
  });
  look();
})();
