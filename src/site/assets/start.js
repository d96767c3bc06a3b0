const bar = document.getElementById("search");
setUpSearch(bar);
setUpTheme(bar);
for (const figure of document.querySelectorAll(".diagram")) setUpDiagram(figure);
