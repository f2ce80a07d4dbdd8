// Runs before the first paint, so that the page never flashes the other theme.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('auric.theme');
  } catch { /* storage may be forbidden: then the system decides */ }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
