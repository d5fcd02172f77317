"""The words that the gloss check knows: plain words and their meanings in the words of the classification. Pure.

They are tables of :mod:`kompendium.codes.gloss`, which brings each word to its own form before it looks it up.
"""

from __future__ import annotations

# Words that say nothing of which disease it is.
EMPTY_WORDS = """
    a an the of in to by or and with without for from on due not other unspecified specified elsewhere classified nec
    nos disease diseases disorder disorders syndrome syndromes condition conditions related mention resulting
    involvement so described stated certain forms form part site sites organism phenomenon
    en et ei den det de av i på til ved for fra og eller med uten som ikke andre annen annet hos etter pga
    uspesifisert spesifisert uns ins sykdom sykdommer sykdommen lidelse lidelser syndrom syndromet tilstand
    tilstander forstyrrelse forstyrrelser morbus mb m sted steder lokalisasjon klassifisert skyldes forårsaket følge
    del deler grunn tilknytning forbindelse inklusive unntatt begge fenomen type grad variant diagnose mistenkt mulig
    obs
"""

# Words that go with any disease: they help to choose between codes, and never show that the words fit.
LIGHT_WORDS = """
    acute chronic subacute primary secondary idiopathic systemic generalized localized local multiple diffuse
    progressive recurrent juvenile adult old infantile congenital hereditary familial acquired postinfective
    mild moderate severe benign malignant simple mixed left right bilateral unilateral upper lower inflammatory
    inflammation infection bacterial viral infective induced drug
"""

# Each line is one meaning; the first word stands for them all.
SYNONYMS = """
acute akutt
chronic kronisk
primary primær
secondary sekundær
juvenile juvenil ungdom barne barn barndom
adult voksen voksne
generalized generalisert utbredt
localized lokalisert begrenset
recurrent residiverende tilbakevendende relapsing
severe alvorlig
mild lett
upper øvre
lower nedre
left venstre
right høyre
congenital medfødt
hereditary arvelig
acquired ervervet
inflammation betennelse inflammasjon
inflammatory inflammatorisk
infection infeksjon infeksiøs infectious infective
bacterial bakteriell bakterie
viral virus
induced utløst indusert
drug medikament legemiddel legemidler
pain smerte smerter vondt
joint ledd articular artikulær
arthritis artritt leddbetennelse
arthropathy artropati
polyarthritis polyartritt
arthrosis artrose osteoartrose osteoarthritis osteoartritt slitasjegikt osteoarthrosis
gout gikt urinsyregikt podagra arthritis-urica
rheumatism revmatisme
spine rygg ryggrad spinal ryggvirvel virvel vertebra vertebral columna ryggmarg
back korsrygg
neck nakke cervical
hip hofte coxae
knee kne
shoulder skulder
elbow albue
hand hånd
wrist håndledd
finger fingre
foot fot
heel hæl calcaneal
ankle ankel
thumb tommel
toe tå
limb lem ekstremitet extremity
leg legg
muscle muskel
tendon sene
tendinitis tendinitt tendinopati senebetennelse
bursitis bursitt slimposebetennelse
fracture brudd fraktur
nodes knuter knute nodule
bone ben bein knokkel
cartilage brusk
fibrosis fibrose
stenosis stenose trang
skin hud cutis cutaneous kutan
heart hjerte cardiac kardial myocardial myokard coronary koronar
brain hjerne cerebral
lung lunge pulmonary pulmonal
kidney nyre renal
liver lever hepatic
intestine tarm intestinal bowel
stomach mage gastric ventrikkel magesekk
spleen milt
eye øye ocular okulær
ear øre
nose nese nasal
throat hals
mouth munn oral
tooth tann
breast bryst
blood blod
vessel kar blodkar
artery arterie pulsåre arterial
vein vene venous venøs
thrombosis trombose blodpropp
embolism emboli
infarction infarkt
failure svikt insuffisiens insufficiency
haemorrhage blødning bleeding
ulcer sår ulkus
calculus stein sten konkrement calculi
effusion væske
oedema ødem
deficiency mangel
anaemia anemi blodmangel blodfattig
cirrhosis cirrhose skrumplever
psoriatic psoriasis
thyroid skjoldbruskkjertel tyreoidea
hypertension hypertensjon
fibrillation flimmer
atrial atrie atrie- forkammer
psychosis psykose
cancer kreft
valve klaff
pregnancy svangerskap graviditet
fever feber
cough hoste
headache hodepine
fatigue utmattelse
neoplasm svulst neoplasme
benign godartet
malignant ondartet malign
abnormal unormal abnorm
abnormality abnormitet
external ytre
internal indre
female kvinnelig kvinne
male mannlig mann
genital kjønnsorgan
vagina skjede
uterus livmor
cervix livmorhals
ovary eggstokk ovarie
tube eggleder
pharynx svelg
larynx strupehode strupe
trachea luftrør
oesophagus spiserør øsofagus
duodenal tolvfingertarm duodenum
colon tykktarm kolon
rectum endetarm rektum
anal endetarmsåpning anus
peritoneum bukhinne peritoneal
abdominal buk abdomen
hernia brokk
fistula fistel
inguinal lyske
umbilical navle
retinal netthinne retina
corneal hornhinne kornea cornea
lens linse
vitreous glasslegeme
lacrimal tåre
hearing hørsel
vision syn
loss tap
goitre struma
pituitary hypofyse
adrenal binyre
immunodeficiency immunsvikt
soft bløt
subcutaneous underhud
face ansikt
head hode
scalp hodebunn
skull hodeskalle kranium
lip leppe
tongue tunge
tonsil mandel
palsy parese lammelse paralysis
nerve nervus
peripheral perifer
central sentral
ischaemic iskemisk
transient forbigående
vascular vaskulær
elevated forhøyet økt
decreased nedsatt redusert lav lavt
sudden plutselig
stage stadium
strabismus skjeling
migraine migrene
scar arr arrdannelse
calcification forkalkning
injury skade
burn forbrenning
first første
posterior bakre
anterior fremre
septic septisk
shock sjokk
urethra urinrør
testis testikkel
disseminated disseminert
persistent vedvarende
white hvite
milk melk
vitamin vitaminer
pleural-plaque pleuraplakk
convulsions kramper krampe
dizziness svimmel
varicose åreknute åreknuter
naevus nevus føflekk
hair hår
nail negl
sweat svette
salivary spytt
parathyroid biskjoldbruskkjertel
meniscus menisk
ligament leddbånd
patella kneskål
tooth tenner
gingiva tannkjøtt
jaw kjeve
sleep søvn
apnoea apné
depression depresjon
anxiety angst
dementia demens
walking gange
weight vekt
vomiting oppkast brekninger
nausea kvalme
constipation forstoppelse obstipasjon
diarrhoea diaré
jaundice gulsott ikterus
sputum oppspytt
swelling hovent hevelse
allergic allergisk
uveitis uveitt
scleroderma sklerodermi
cell celle
giant kjempe
iron jern
rupture ruptur
cyst cyste
disc skive
tissue vev
connective binde
dislocation luksasjon
plevral plevra pleura pleural
bile galle biliary biliær gallbladder galleblære
bladder blære urinblære vesical
urinary urinvei urin
gland kjertel
lymph lymfe
node lymfeknute
ureter urinleder
prostate blærehalskjertel
obesity fedme
"""

# A word or a phrase, and what it is in the words of the classification. What is short for two diseases («MS») is not
# here.
MEANINGS = """
leddgikt: rheumatoid arthritis
barneleddgikt: juvenile arthritis
psoriasisartritt: psoriatic arthropathy
psoriasisleddgikt: psoriatic arthropathy
psoriasis artritt: psoriatic arthropathy
ra: rheumatoid arthritis
jia: juvenile arthritis
sle: systemic lupus erythematosus
pmr: polymyalgia rheumatica
gca: giant cell arteritis
temporalisarteritt: giant cell arteritis
gpa: wegener granulomatosis
mpa: microscopic polyangiitis
egpa: churg strauss
pan: polyarteritis nodosa
mctd: overlap
ssc: systemic sclerosis
systemisk sklerodermi: systemic sclerosis
bekhterev: ankylosing spondylitis
bechterew: ankylosing spondylitis
spondyloartritt: spondylopathy
spondyloartropati: spondylopathy
itp: idiopathic thrombocytopenic purpura
ttp: thrombotic microangiopathy
hlh: haemophagocytic lymphohistiocytosis
dish: ankylosing hyperostosis
crps: algoneurodystrophy
sudeck: algoneurodystrophy
kols: chronic obstructive pulmonary
copd: chronic obstructive pulmonary
tia: transient cerebral ischaemic attack
dvt: phlebitis thrombophlebitis deep vessels
dyp venetrombose: phlebitis thrombophlebitis deep vessels
uvi: urinary tract infection
urinveisinfeksjon: urinary tract infection
ibs: irritable bowel
cvid: common variable immunodeficiency
pbc: primary biliary cirrhosis
høyt blodtrykk: hypertension
lavt stoffskifte: hypothyroidism
høyt stoffskifte: hyperthyroidism
hypotyreose: hypothyroidism
hypertyreose: hyperthyroidism
tyreotoksikose: thyrotoxicosis
hashimoto: autoimmune thyroiditis
addison: primary adrenocortical insufficiency
sukkersyke: diabetes mellitus
diabetes: diabetes mellitus
jernmangel: iron deficiency anaemia
jernmangelanemi: iron deficiency anaemia
hjerteinfarkt: myocardial infarction
hjerneslag: stroke
slag: stroke
atrieflimmer: atrial fibrillation
forkammerflimmer: atrial fibrillation
lungebetennelse: pneumonia
lungesekk: pleural
brysthinne: pleural
pleuravæske: pleural effusion
lungehinnebetennelse: pleurisy
nyrebekkenbetennelse: pyelonephritis
blærekatarr: cystitis
blindtarmbetennelse: appendicitis
bukspyttkjertel: pancreas
bukspyttkjertelbetennelse: pancreatitis
leverbetennelse: hepatitis
hjertebetennelse: myocarditis
hjerteposebetennelse: pericarditis
hjernehinnebetennelse: meningitis
hjernebetennelse: encephalitis
hudbetennelse: dermatitis
muskelbetennelse: myositis
beinbetennelse: osteomyelitis
benmargsbetennelse: osteomyelitis
muskelsmerte: myalgia
leddsmerte: pain joint
artralgi: pain joint
nakkesmerte: cervicalgia
korsryggsmerte: low back pain
ryggsmerte: dorsalgia
lumbago: low back pain
hekseskudd: low back pain
isjias: sciatica
beinskjørhet: osteoporosis
benskjørhet: osteoporosis
tretthetsbrudd: stress fracture
hofteartrose: coxarthrosis
hofteleddsartrose: coxarthrosis
kneartrose: gonarthrosis
kneleddsartrose: gonarthrosis
tommelrotsartrose: arthrosis first carpometacarpal joint
frossen skulder: adhesive capsulitis shoulder
tennisalbue: lateral epicondylitis
golfalbue: medial epicondylitis
hælspore: calcaneal spur
karpaltunnel: carpal tunnel
knuterosen: erythema nodosum
rosen: erysipelas
helvetesild: zoster
belterose: zoster
elveblest: urticaria
flassdannelse: seborrhoeic
grønn stær: glaucoma
grå stær: cataract
tørre øyne: lacrimal
regnbuehinnebetennelse: iridocyclitis
iritt: iridocyclitis
fremre uveitt: iridocyclitis
øyekatarr: conjunctivitis
høy senkning: elevated sedimentation
borreliose: lyme
borrelia: lyme
tungpust: dyspnoea
blodforgiftning: sepsis
magesår: gastric ulcer
nyrestein: calculus kidney
gallestein: cholelithiasis
skrumplever: cirrhosis liver
leddvæske: effusion joint
septisk artritt: pyogenic arthritis
oligoartikulær: pauciarticular
oligoartritt: pauciarticular arthritis
bindevev: connective tissue
kjempecelle: giant cell
urinsyre: uric hyperuricaemia
overvekt: obesity
svimmelhet: dizziness
besvimelse: syncope
kløe: pruritus
mellomørebetennelse: otitis media
bihulebetennelse: sinusitis
halsbetennelse: pharyngitis
mandelbetennelse: tonsillitis
lyskebrokk: inguinal hernia
tykktarm: large intestine colon
tynntarm: small intestine
mellomvirvelskive: intervertebral disc
prolaps: disc displacement
underekstremitet: lower limb
overekstremitet: upper limb
binyrebarksvikt: adrenocortical insufficiency
luftvei: respiratory
luftveisinfeksjon: respiratory infection
pustebesvær: dyspnoea
kyssesyken: mononucleosis
vannkopper: varicella
meslinger: measles
røde hunder: rubella
kusma: mumps
kikhoste: whooping cough
stivkrampe: tetanus
influensa: influenza
tuberkulose: tuberculosis
brennkopper: impetigo
skabb: scabies
eksem: dermatitis
liggesår: decubitus ulcer
trykksår: decubitus ulcer
hårtap: hair loss
håravfall: hair loss
tørr munn: dry mouth
munntørrhet: dry mouth
hypotensjon: hypotension
lavt blodtrykk: hypotension
hjertestans: cardiac arrest
hjertebank: palpitations
hjerteklapp: palpitations
åreforkalkning: atherosclerosis
årebetennelse: phlebitis
lymfødem: lymphoedema
benmargssvikt: aplastic anaemia
blødersykdom: factor viii deficiency
brystkreft: malignant neoplasm breast
lungekreft: malignant neoplasm bronchus lung
morfea: localized scleroderma morphea
lyell: toxic epidermal necrolysis
giktfeber: rheumatic fever
revmaknute: rheumatoid nodule
blodpropp i lungen: pulmonary embolism
blodpropp: thrombosis embolism
"""

# Of each line a disease has one: words that name another contradict the title.
EXCLUSIVE = """
acute chronic
primary secondary
juvenile adult
seropositive seronegative
upper lower
1 2
hip knee shoulder elbow wrist hand ankle foot spine neck back
heart brain lung kidney liver skin intestine eye spleen stomach bone bladder
"""
