'use strict';
// The switch of a page's colours. Without this script they are those that the system prefers.
(() => {
  const root = document.documentElement;
  const theme = document.querySelector('[data-theme-switch]');
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  const nameTheme = () => { theme.textContent = isDark() ? 'Light page' : 'Dark page'; };
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    nameTheme();
  });
  nameTheme();
  theme.hidden = false;
})();
