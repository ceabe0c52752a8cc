"""Institutions, feasts, movements, peoples, heavenly bodies in French and English; rows as those of `PLACES`.

None is a place that "there" may stand for, or that "he" may not: Moon has been a president.
"""

from __future__ import annotations

BODIES = """
ONU, Onu, UN, U.N., Nations unies, Nations Unies, Organisation des Nations unies, United Nations, onusien
OTAN, Otan, NATO, Nato, Alliance atlantique, Atlantic Alliance
UE, EU, E.U., Union européenne, European Union
BCE, ECB, Banque centrale européenne, European Central Bank
FMI, IMF, Fonds monétaire international, International Monetary Fund
Banque mondiale, World Bank
OMS, WHO, Organisation mondiale de la santé, World Health Organization, World Health Organisation
OMC, WTO, Organisation mondiale du commerce, World Trade Organization, World Trade Organisation
OCDE, Ocde, OECD, Organisation de coopération et de développement économiques
OPEP, Opep, OPEC, Opec
AIEA, IAEA, Agence internationale de l'énergie atomique, International Atomic Energy Agency
AIE, IEA, Agence internationale de l'énergie, International Energy Agency
CPI, ICC, Cour pénale internationale, International Criminal Court
CIJ, ICJ, Cour internationale de justice, International Court of Justice
CEDH, ECHR, Cour européenne des droits de l'homme, European Court of Human Rights
CICR, ICRC, Comité international de la Croix-Rouge, International Committee of the Red Cross
Croix-Rouge, Red Cross
Croissant-Rouge, Red Crescent
MSF, Médecins sans frontières, Doctors Without Borders
Unesco, UNESCO
Unicef, UNICEF
HCR, UNHCR, Haut-Commissariat aux réfugiés, Haut Commissariat aux réfugiés
OSCE, Organisation pour la sécurité et la coopération en Europe
UA, AU, Union africaine, African Union
Ligue arabe, Arab League
Conseil de sécurité, Security Council
Conseil de l'Europe, Council of Europe
Conseil européen, European Council
Commission européenne, European Commission
Parlement européen, European Parliament, eurodéputé, MEP
Assemblée générale, General Assembly
Assemblée nationale, National Assembly
Cour suprême, Supreme Court
Conseil constitutionnel, Constitutional Council
Chambre des représentants, House of Representatives
Chambre des communes, House of Commons
Chambre des lords, House of Lords
Sénat, Senate, sénateur, Senator
Congrès, Congress
Parlement, Parliament
Maison Blanche, Maison-Blanche, White House
Département d'État, State Department
Trésor, Treasury
Élysée, Elysée
Pentagone, Pentagon
Réserve fédérale, Federal Reserve, Fed
Banque d'Angleterre, Bank of England
Banque de France, Bank of France
EI, IS, ISIS, ISIL, Daech, Daesh, État islamique, Etat islamique, Islamic State
Al-Qaïda, Al-Qaida, Al-Qaeda, al-Qaida, al-Qaeda, Aqmi, AQMI, AQIM
Hezbollah, Hizbollah
Hamas
Frères musulmans, Muslim Brotherhood
talibans, taliban, Taliban
Parti socialiste, Socialist Party, PS
Front national, National Front, FN
Parti communiste, Communist Party
Parti travailliste, Labour, Labour Party, travailliste
Parti conservateur, Conservative Party, Tories, Tory
Parti républicain, Republican Party, républicain, Republican
Parti démocrate, Democratic Party, démocrate, Democrat, Democratic
Verts, Les Verts, Greens, The Greens
Première Guerre mondiale, First World War, World War I, Grande Guerre, Great War
Seconde Guerre mondiale, Deuxième Guerre mondiale, Second World War, World War II
Guerre froide, guerre froide, Cold War
Coupe du monde, World Cup, Mondial
Coupe Davis, Davis Cup
Jeux olympiques, JO, Olympic Games, Olympics
Jeux paralympiques, Paralympic Games, Paralympics
Ligue des champions, Champions League
Tour de France
TPIY, ICTY, Tribunal pénal international pour l'ex-Yougoslavie
Conseil national de transition, CNT, NTC, National Transitional Council
OSDH, SOHR, Observatoire syrien des droits de l'homme, Syrian Observatory for Human Rights
allié, Allies, Allied
bourse, Stock Exchange, Stock Market
gilets jaunes, gilet jaune, Yellow Vests, Yellow Vest
pape François, Pope Francis
Benoît XVI, Benedict XVI, pape Benoît XVI, Pope Benedict XVI, pape Benoît, Pope Benedict
Jean-Paul II, John Paul II, pape Jean-Paul II, Pope John Paul II
Noël, Christmas
Pâques, Easter
Prix Nobel, prix Nobel, Nobel, Nobel Prize, Nobel Peace Prize
islam, Islam, islamique, Islamic
islamiste, Islamist
musulman, Muslim
chrétien, Christian
catholique, Catholic
juif, juive, juives, Jew, Jewish
arabe, Arab
protestant, Protestant
sunnite, Sunni
chiite, Shiite, Shia
Mur de Berlin, mur de Berlin, Berlin Wall
Traité de Lisbonne, traité de Lisbonne, Lisbon Treaty
Union soviétique, URSS, Soviet Union, USSR, soviétique, Soviet
Commonwealth
zone euro, eurozone, Eurozone
sida, Sida, SIDA, AIDS
VIH, HIV
ADN, DNA
PIB, GDP
CIO, IOC, Comité international olympique, International Olympic Committee
armée de l'air, Air Force, air force
Électricité de France, EDF
place Rouge, Red Square
tour Eiffel, Tour Eiffel, Eiffel Tower
OGM, GMO
OVNI, ovni, UFO
Terre, Earth
lune, moon
soleil, sun
Occident, occidental, Western
anglo-saxon, Anglo-Saxon
"""
