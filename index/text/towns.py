"""Towns, regions, rivers and seas as French and English write them; rows as those of `PLACES`."""

from __future__ import annotations

TOWNS = """\
Alep, Aleppo
Kharkiv, Kharkov
mer Noire, Black Sea
mer Rouge, Red Sea
mer Caspienne, Caspian Sea
mer du Nord, North Sea
Alpes, Alps, alpin, Alpine
Pyrénées, Pyrenees
Rhin, Rhine
Tamise, Thames
Floride, Florida
Texas, texan
Louisiane, Louisiana
Balkans, balkanique, Balkan
Scandinavie, Scandinavia, scandinave, Scandinavian
Abou Dhabi, Abu Dhabi
Addis-Abeba, Addis Ababa
Anvers, Antwerp, Antwerpen, anversois
Baltique, Baltic, balte
Bavière, Bavaria, bavarois, Bavarian
Bombay, Mumbai
Cachemire, Kashmir, cachemiri, Kashmiri
canal de Suez, Suez Canal
canal de Panama, Panama Canal
Caroline du Nord, North Carolina
Caroline du Sud, South Carolina
Cracovie, Krakow, Kraków
Dakota du Nord, North Dakota
Dakota du Sud, South Dakota
Hawaï, Hawaii, hawaïen, Hawaiian
Marioupol, Mariupol
Mogadiscio, Mogadishu
Nil, Nile
Odessa, Odesa
Pennsylvanie, Pennsylvania
Riyad, Riyadh
Saint-Pétersbourg, Saint Petersburg
Sébastopol, Sevastopol
Virginie-Occidentale, West Virginia
"""
