// Before the first paint, so that a chosen color scheme does not flicker.
try {
  const theme = localStorage.getItem("phoenix-kit-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // a browser may forbid storage to files
}
