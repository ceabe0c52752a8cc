"""Countries, cities, regions and their people as French and English write them, one row for each.

Within a row every form names the same: the place, its other names, what belongs to it ("irakien"). A form in
lower case may stand in any case and takes French and English endings; a capital must be one in the text
("Polish" is not "polish", "US" is not "us"). What ends in a hyphen stands before one ("franco-allemand").
"""

from __future__ import annotations

from index.text.towns import TOWNS

PLACES = """
Afghanistan, afghan, afghano-
Afrique, Africa, africain, African, afro-
Afrique du Sud, South Africa, sud-africain, South African
Albanie, Albania, albanais, Albanian
Algérie, Algeria, algérien, Algerian, algéro-
Alger, Algiers
Allemagne, Germany, allemand, German, germano-
Amérique latine, Latin America, latino-américain, Latin American
Amérique du Nord, North America, nord-américain, North American
Amérique du Sud, South America, sud-américain, South American
Andorre, Andorra, andorran
Angleterre, England, English, anglo-
Angola, angolais, Angolan
Arabie saoudite, Saudi Arabia, saoudien, Saudi
Arctique, Arctic
Argentine, Argentina, argentin, Argentinian
Arménie, Armenia, arménien, Armenian
Asie, Asia, asiatique, Asian
Athènes, Athens, athénien, Athenian
Atlantique, Atlantic
Australie, Australia, australien, Australian
Autriche, Austria, autrichien, Austrian, austro-
Azerbaïdjan, Azerbaijan, azerbaïdjanais, azéri, Azerbaijani, Azeri
Bagdad, Baghdad
Bahreïn, Bahrain, bahreïni, Bahraini
Bâle, Basel, Basle
Bangladesh, bangladais, Bangladeshi
Barcelone, Barcelona, barcelonais
Belgique, Belgium, belge, Belgian, belgo-
Bénin, Benin, béninois, Beninese
Berne, Bern
Beyrouth, Beirut
Biélorussie, Bélarus, Belarus, biélorusse, Belarusian, Belarussian
Birmanie, Myanmar, Burma, birman, Burmese
Bolivie, Bolivia, bolivien, Bolivian
Bosnie, Bosnia, Bosnie-Herzégovine, Bosnia and Herzegovina, bosnien, bosniaque, Bosnian
Botswana, botswanais
Bourgogne, Burgundy, bourguignon
Brésil, Brazil, brésilien, Brazilian
Bretagne, Brittany, breton
Bruxelles, Brussels, bruxellois
Bucarest, Bucharest
Bulgarie, Bulgaria, bulgare, Bulgarian
Burkina Faso, Burkina, burkinabé, Burkinabe
Burundi, burundais, Burundian
Caire, Cairo
Calédonie, Caledonia, Nouvelle-Calédonie, New Caledonia, calédonien
Californie, California, californien, Californian
Cambodge, Cambodia, cambodgien, Cambodian
Cameroun, Cameroon, camerounais, Cameroonian
Canada, canadien, Canadian, canado-
Cap-Vert, Cape Verde
Le Cap, Cape Town
Caraïbes, Caribbean, caribéen
Catalogne, Catalonia, catalan, Catalan
Caucase, Caucasus
Centrafrique, République centrafricaine, Central African Republic, RCA, centrafricain, Central African
Chili, Chile, chilien, Chilean
Chine, China, chinois, Chinese, sino-
Chypre, Cyprus, chypriote, Cypriot
Cisjordanie, West Bank
Cologne, Köln
Colombie, Colombia, colombien, Colombian, colombo-
Comores, Comoros, comorien
Copenhague, Copenhagen
Corée du Nord, North Korea, nord-coréen, North Korean
Corée du Sud, South Korea, sud-coréen, South Korean
Corée, Korea, coréen, Korean
Corse, Corsica, corse, Corsican
Costa Rica, costaricien, Costa Rican
Côte d'Azur, French Riviera
Côte d'Ivoire, Ivory Coast, ivoirien, Ivorian
Crimée, Crimea, Crimean
Croatie, Croatia, croate, Croatian, Croat
Cuba, cubain, Cuban
Damas, Damascus
Danemark, Denmark, danois, Danish, Dane, dano-
Djibouti, djiboutien
Douvres, Dover
Dresde, Dresden
Dubaï, Dubai
Écosse, Scotland, écossais, Scottish, Scot
Édimbourg, Edinburgh
Égypte, Egypt, égyptien, Egyptian, égypto-
Émirats arabes unis, Émirats, United Arab Emirates, UAE, émirati, Emirati
Équateur, Ecuador, équatorien, Ecuadorian
Érythrée, Eritrea, érythréen, Eritrean
Espagne, Spain, espagnol, Spanish, Spaniard, hispano-
Estonie, Estonia, estonien, Estonian
États-Unis, United States, United States of America, US, U.S., USA, U.S.A., américain, American, américano-
Éthiopie, Ethiopia, éthiopien, Ethiopian
Europe, européen, European
Fidji, Fiji
Finlande, Finland, finlandais, Finnish, Finn, finno-
Flandre, Flandres, Flanders, flamand, Flemish
Florence, Firenze
France, français, French, Frenchman, Frenchwoman, franco-
Francfort, Frankfurt
Gabon, gabonais, Gabonese
Galles, Pays de Galles, Wales, gallois, Welsh
Gambie, Gambia, gambien, Gambian
Gand, Ghent
Gaza, bande de Gaza, Gaza Strip, gazaoui, Gazan
Gênes, Genoa
Genève, Geneva, genevois
Géorgie, Georgia, géorgien, Georgian
Ghana, ghanéen, Ghanaian
Grèce, Greece, grec, grecque, grecques, Greek, gréco-
Groenland, Greenland
Guatemala, guatémaltèque, Guatemalan
Guinée, Guinea, guinéen, Guinean
Guinée-Bissau, Guinea-Bissau
Guinée équatoriale, Equatorial Guinea
Guyane, French Guiana, guyanais
Haïti, Haiti, haïtien, Haitian
La Havane, Havana
La Haye, The Hague, Hague
Honduras, hondurien, Honduran
Hongrie, Hungary, hongrois, Hungarian
Inde, India, indien, Indian, indo-
Indonésie, Indonesia, indonésien, Indonesian
Irak, Iraq, irakien, Iraqi, irako-
Iran, iranien, Iranian, irano-
Irlande, Ireland, irlandais, Irish
Irlande du Nord, Northern Ireland, nord-irlandais
Islande, Iceland, islandais, Icelandic, Icelander
Israël, Israel, israélien, Israeli, israélo-
Istanbul, stambouliote
Italie, Italy, italien, Italian, italo-
Jamaïque, Jamaica, jamaïcain, Jamaican
Japon, Japan, japonais, Japanese, nippo-
Jérusalem, Jerusalem
Jordanie, Jordan, jordanien, Jordanian
Kaboul, Kabul
Kazakhstan, kazakh
Kenya, kényan, Kenyan
Kiev, Kyiv
Kosovo, kosovar, Kosovan
Koweït, Kuwait, koweïtien, Kuwaiti
Kirghizistan, Kyrgyzstan, kirghize, Kyrgyz
kurde, Kurd, Kurdish, Kurdistan
Laos, laotien, Laotian
Lettonie, Latvia, letton, Latvian
Liban, Lebanon, libanais, Lebanese, libano-
Liberia, Libéria, libérien, Liberian
Libye, Libya, libyen, Libyan
Lisbonne, Lisbon
Lituanie, Lithuania, lituanien, Lithuanian
Londres, London, londonien, Londoner
Luxembourg, luxembourgeois, Luxembourger
Lyon, Lyons, lyonnais
Macédoine, Macedonia, macédonien, Macedonian
Madagascar, malgache, Malagasy
Maghreb, maghrébin
Malaisie, Malaysia, malaisien, Malaysian
Malawi, malawite
Maldives, maldivien
Mali, malien, Malian
Malte, Malta, maltais, Maltese
Manche, Channel, English Channel
Maroc, Morocco, marocain, Moroccan, maroco-
Marseille, Marseilles, marseillais
Maurice, Île Maurice, Mauritius, mauricien, Mauritian
Mauritanie, Mauritania, mauritanien, Mauritanian
La Mecque, Mecca
Méditerranée, Mediterranean, méditerranéen
Mexique, Mexico, mexicain, Mexican, mexicano-
Mexico, Mexico City
Milan, Milano, milanais
Moldavie, Moldova, moldave, Moldovan
Monaco, monégasque
Mongolie, Mongolia, mongol, Mongolian
Monténégro, Montenegro, monténégrin, Montenegrin
Moscou, Moscow, moscovite, Muscovite
Mossoul, Mosul
Moyen-Orient, Proche-Orient, Middle East, Near East
Mozambique, mozambicain, Mozambican
Munich, München, munichois
Namibie, Namibia, namibien, Namibian
Naples, Napoli, napolitain, Neapolitan
Népal, Nepal, népalais, Nepalese, Nepali
New York, New-York, NYC, new-yorkais, New Yorker
Nicaragua, nicaraguayen, Nicaraguan
Niger, nigérien, Nigerien
Nigeria, Nigéria, nigérian, Nigerian
Normandie, Normandy, normand
Norvège, Norway, norvégien, Norwegian
Nouvelle-Orléans, New Orleans
Nouvelle-Zélande, New Zealand, néo-zélandais, New Zealander
Oman, omanais, Omani
Ouganda, Uganda, ougandais, Ugandan
Ouzbékistan, Uzbekistan, ouzbek, Uzbek
Pacifique, Pacific
Pakistan, pakistanais, Pakistani, pakistano-
Palestine, palestinien, Palestinian, palestino-
Panama, panaméen, Panamanian
Paraguay, paraguayen, Paraguayan
Paris, parisien, Parisian
Pays-Bas, Netherlands, Holland, néerlandais, Dutch, Dutchman
Pays basque, Basque Country, basque, Basque
Pékin, Beijing, Peking, pékinois
Pérou, Peru, péruvien, Peruvian
Philippines, philippin, Filipino, Philippine
Pologne, Poland, polonais, Polish, Pole, polono-
Porto Rico, Puerto Rico, portoricain, Puerto Rican
Portugal, portugais, Portuguese, luso-
Prague, Praha, praguois
Québec, Quebec, québécois, Quebecer
Qatar, qatari, qatarien
République dominicaine, Dominican Republic, dominicain
République démocratique du Congo, RD Congo, RDC, Democratic Republic of Congo, DR Congo, DRC
République tchèque, Tchéquie, Czech Republic, Czechia, tchèque, Czech
Congo, Congo-Brazzaville, congolais, Congolese
La Réunion, Réunion, réunionnais
Rome, Roma
Roumanie, Romania, roumain, Romanian
Royaume-Uni, United Kingdom, UK, U.K., Grande-Bretagne, Great Britain, Britain, britannique, British, \
Briton, anglo-
Russie, Russia, russe, Russian, russo-
Rwanda, rwandais, Rwandan
Sahara, sahraoui, Sahrawi, Saharan
Sahel, sahélien
Salvador, El Salvador, salvadorien, Salvadoran
Sardaigne, Sardinia
Savoie, Savoy, savoyard
Sénégal, Senegal, sénégalais, Senegalese
Serbie, Serbia, serbe, Serb, Serbian, serbo-
Séoul, Seoul
Séville, Seville, Sevilla
Shanghai, Shanghaï
Sibérie, Siberia, sibérien, Siberian
Sicile, Sicily, sicilien, Sicilian
Sierra Leone, sierra-léonais
Singapour, Singapore, singapourien, Singaporean
Slovaquie, Slovakia, slovaque, Slovak
Slovénie, Slovenia, slovène, Slovenian, Slovene
Somalie, Somalia, somalien, Somali
Soudan, Sudan, soudanais, Sudanese, soudano-
Soudan du Sud, South Sudan, sud-soudanais, South Sudanese
Sri Lanka, sri-lankais, Sri Lankan
Suède, Sweden, suédois, Swedish, Swede
Suisse, Switzerland, suisse, Swiss, helvético-
Syrie, Syria, syrien, Syrian, syro-
Tadjikistan, Tajikistan, tadjik
Taïwan, Taiwan, taïwanais, Taiwanese
Tanzanie, Tanzania, tanzanien, Tanzanian
Tchad, Chad, tchadien, Chadian, tchado-
Tchétchénie, Chechnya, tchétchène, Chechen
Téhéran, Tehran, Teheran
Terre-Neuve, Newfoundland
Thaïlande, Thailand, thaïlandais, Thai
Tibet, tibétain, Tibetan
Tigré, Tigray
Togo, togolais, Togolese
Tokyo, tokyoïte
Toscane, Tuscany
Tunisie, Tunisia, tunisien, Tunisian, tuniso-
Tunis
Turin, Torino
Turkménistan, Turkmenistan, turkmène
Turquie, Turkey, Türkiye, turc, turque, turques, Turkish, Turk, turco-
Ukraine, ukrainien, Ukrainian
Uruguay, uruguayen, Uruguayan
Varsovie, Warsaw
Vatican, Saint-Siège, Holy See
Venezuela, Vénézuela, vénézuélien, Venezuelan
Venise, Venice, Venezia, vénitien, Venetian
Vienne, Vienna, viennois, Viennese
Viêt Nam, Vietnam, Viet Nam, vietnamien, Vietnamese
Wallonie, Wallonia, wallon
Yémen, Yemen, yéménite, Yemeni
Zambie, Zambia, zambien, Zambian
Zimbabwe, zimbabwéen, Zimbabwean
Zurich, Zürich
"""
PLACES += TOWNS
