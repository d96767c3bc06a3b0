// Everything that the pages do; without it they can still be read.
const root = document.documentElement.dataset.root ?? "./";

function createElement(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function setUpTheme(place) {
  const html = document.documentElement;
  const isDark = () =>
    html.dataset.theme ? html.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const button = createElement("button", { type: "button", className: "theme" });
  const show = () => {
    button.textContent = isDark() ? "☀" : "☾";
    button.ariaLabel = isDark() ? "Light colors" : "Dark colors";
    button.title = button.ariaLabel;
  };
  button.onclick = () => {
    html.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("phoenix-kit-theme", html.dataset.theme);
    } catch {
      // a browser may forbid storage to files
    }
    show();
  };
  show();
  place.append(button);
}
