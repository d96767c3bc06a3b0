const bar = document.getElementById("search");
setUpSearch(bar);
setUpTheme(bar);
for (const figure of document.querySelectorAll(".diagram")) setUpDiagram(figure);
for (const map of document.querySelectorAll(".map.marked")) showMarked(map);
for (const place of document.querySelectorAll(".time-line")) setUpTimeLine(place);
for (const form of document.querySelectorAll(".compare")) setUpCompare(form);
